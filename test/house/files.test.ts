import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path/posix';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { projectFiles, sourcesIn, syntaxOf, walk, type Source } from './imports.ts';

const LAYERS = ['src', 'schema', 'resolvers', 'datasources', 'sandbox'];
const TEXT = /\.(ts|mjs|js|json|graphql|ya?ml|md|sql|sh|example)$|^\.ci\/|^[^/.]+$|\/\.?[a-z]+rc$/;

const files = projectFiles();
const sources = sourcesIn([...LAYERS, 'client', 'bench', 'scripts']).filter(({ path }) => !path.includes('/generated/'));

describe('files', () => {
  it('have a length that can be read at once: 300 lines at most, 30 to 250 as a rule', () => {
    const long = sources
      .filter(({ path }) => LAYERS.some((layer) => path.startsWith(`${layer}/`)))
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > 300);
    expect(long).toEqual([]);
  });

  it('are not put where everything goes that has not been understood', () => {
    const homeless = files.filter(
      (path) =>
        dirname(path)
          .split('/')
          .some((folder) => HOMELESS.test(folder)) || /^(utils?|helpers?|constants|misc)\.[cm]?[jt]s$/.test(basename(path)),
    );
    expect(homeless).toEqual([]);
  });

  it('name no place of the machine that they were written on, and no registry but the public one', () => {
    const found = files.filter((path) => TEXT.test(path)).flatMap((path) => placesIn(path, readFileSync(path, 'utf8')));
    expect(found).toEqual([]);
  });

  it.each([
    ['', 'work', 'main/src'].join('/'),
    ['', 'home', 'anna/canopy'].join('/'),
    ['', 'Users', 'anna/canopy'].join('/'),
    'C:\\Users\\' + 'anna',
    '"resolved": ' + '"https://npm.corp.example/zod.tgz"',
  ])('a planted %s is found', (text) => {
    expect(placesIn('docs/a.md', `See ${text}.`)).toHaveLength(1);
  });
});

describe('code', () => {
  it('says what it handles: no `any`, save in tests of a part, which read raw JSON', () => {
    expect([...sources, ...sourcesIn(['test/e2e', 'test/support'])].flatMap(anyIn)).toEqual([]);
    expect(anyIn({ path: 'src/a.ts', text: 'export const planted = (a: any[]) => a; // any' })).toHaveLength(1);
  });

  it('does not read the environment: main.ts hands it over', () => {
    const readers = sources.filter(({ path }) => !/^(src\/main\.ts|src\/config\.ts|sandbox\/|scripts\/|bench\/)/.test(path));
    expect(readers.flatMap(environmentIn)).toEqual([]);
    expect(
      environmentIn({ path: 'src/a.ts', text: "import { env } from 'node:process'; const planted = process.env['HOME'];" }),
    ).toHaveLength(2);
  });

  it('leaves nothing for later', () => {
    const later = /\b(TODO|FIXME|XXX|HACK)\b/;
    expect(sources.filter(({ text }) => later.test(text)).map(({ path }) => path)).toEqual([]);
  });
});

const HOMELESS = /^(utils?|helpers?|common|types|services|misc)$/;

/** Paths of somebody's machine, and packages that come from elsewhere than the public registry. */
function placesIn(path: string, text: string): string[] {
  const places = text.match(/\/work\/(main|shared)\b|\/(home|Users)\/[a-z][\w-]*\/[\w.-]+|\b[A-Z]:\\Users\\\w+/g) ?? [];
  const registries = [...text.matchAll(/"resolved": "https?:\/\/([^/"]+)/g)]
    .map(([, host = '']) => host)
    .filter((host) => host !== 'registry.npmjs.org');
  return [...new Set([...places, ...registries])].map((place) => `${path}: ${place}`);
}

function anyIn(source: Source): string[] {
  const found: string[] = [];
  walk(syntaxOf(source), (node) => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) found.push(`${source.path}: ${node.parent.getText().slice(0, 80)}`);
  });
  return found;
}

function environmentIn(source: Source): string[] {
  const found: string[] = [];
  walk(syntaxOf(source), (node) => {
    const text = node.getText();
    if ((ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) && /^process(\.env|\[.env.\])$/.test(text))
      found.push(`${source.path}: ${text}`);
    if (ts.isImportSpecifier(node) && text === 'env') found.push(`${source.path}: import of env`);
  });
  return found;
}

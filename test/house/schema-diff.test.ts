import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { announcedIn, judge } from '../../scripts/breaking.ts';

const before = `
  type Query { app(id: ID!, cluster: String): App }
  type App { id: ID!  image: String  instances: Int! }
  enum Health { HEALTHY UNHEALTHY }
`;
const paths = async (after: string, changelog = '') => (await judge(before, after, changelog)).unannounced.map(({ path }) => path);

describe('the schema diff', () => {
  it.each([
    ['a field that is gone', before.replace('image: String', ''), 'App.image'],
    ['a field that may now be null', before.replace('instances: Int!', 'instances: Int'), 'App.instances'],
    ['a value that is gone', before.replace('UNHEALTHY', ''), 'Health.UNHEALTHY'],
    ['an argument that is gone', before.replace(', cluster: String', ''), 'Query.app.cluster'],
    ['an argument that must now be given', before.replace('cluster: String', 'cluster: String!'), 'Query.app.cluster'],
  ])('stops %s', async (_, after, path) => {
    expect(await paths(after)).toEqual([path]);
  });

  it.each([
    ['nothing', before],
    ['a new field', before.replace('image: String', 'image: String  command: String')],
    ['a new optional argument', before.replace('cluster: String', 'cluster: String, at: String')],
    ['a deprecation', before.replace('image: String', 'image: String @deprecated(reason: "use images, from 2027-01-01")')],
  ])('lets %s pass', async (_, after) => {
    expect(await paths(after)).toEqual([]);
  });

  it('lets a breaking change pass that the top of the changelog announces, and no other', async () => {
    const after = before.replace('image: String', '').replace('instances: Int!', 'instances: Int');
    const changelog =
      '# Changelog\n\n## Unreleased\n\n- BREAKING `App.image`: `App.instances` is untouched.\n\n## 0.1.0\n\n- BREAKING App.instances: old news.\n';
    expect(await paths(after, changelog)).toEqual(['App.instances']);
    const argument = '## Unreleased\nBREAKING Query.app: the cluster is part of the id.\n';
    expect(await paths(before.replace(', cluster: String', ''), argument)).toEqual([]);
  });

  it('reads the release that was just cut while nothing stands above it', () => {
    expect(announcedIn('# Changelog\n\n## Unreleased\n\n## 0.2.0\n\nBREAKING App.image, App.command: gone.\n')).toEqual(
      new Set(['App.image', 'App.command']),
    );
    expect(announcedIn('## Unreleased\n\n- Nothing BREAKING App.image here.\n')).toEqual(new Set());
  });
});

describe('the script', () => {
  const script = resolve('scripts/schema-diff.ts');
  const without = before.replace('image: String', '');

  /** A repository with one commit per schema, and what the script says of it. A text that begins with "tag " is one. */
  function checked(history: readonly string[], now: string, changelog = '') {
    const cwd = mkdtempSync(join(tmpdir(), 'canopy-diff-'));
    onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
    const write = (schema: string) => writeFileSync(join(cwd, 'schema/schema.graphql'), schema);
    const git = (...words: string[]) => {
      const { status, stderr } = spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], { cwd, encoding: 'utf8' });
      if (status !== 0) throw new Error(stderr);
    };
    mkdirSync(join(cwd, 'schema'));
    git('init', '-q');
    for (const each of history) {
      if (each.startsWith('tag ')) git('tag', each.slice(4));
      else {
        write(each);
        git('add', '-A');
        git('commit', '-qm', 'a schema');
      }
    }
    write(now);
    writeFileSync(join(cwd, 'CHANGELOG.md'), changelog);
    const { status, stdout, stderr } = spawnSync(process.execPath, [script], {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    return { status, stdout, stderr };
  }

  it.each([
    ['in the working tree', [before], without],
    ['in the last commit', [before, without], without],
    ['in a commit before the last', [before, without, `${without} type More { id: ID }`], `${without} type More { id: ID }`],
    ['and was taken back since', [before, without], before],
    ['after the last tag', [before, 'tag v1', without, `${without} type More { id: ID }`], without],
  ])('finds what was broken %s', (_where, history, now) => {
    const { status, stderr } = checked(history, now);
    expect([status, stderr]).toEqual([1, expect.stringContaining('BREAKING App.image:')]);
    expect(checked(history, now, '## Unreleased\n\n- BREAKING App.image: gone. BREAKING More: gone.\n').stderr).not.toContain('App.image');
  });

  it('lets what a release has broken rest', () => {
    expect(checked([before, without, 'tag v1', `${without} type More { id: ID }`], without + ' type More { id: ID }').status).toBe(0);
  });
});

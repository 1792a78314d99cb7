import { readFileSync } from 'node:fs';
import { Kind, parse, visit } from 'graphql';
import { expect, expectTypeOf, it } from 'vitest';
import { ContainerStateDocument, ScaleAppDocument, VersionDocument } from '../generated/operations.ts';
import { asker } from '../support/ask.ts';
import { mutate } from '../support/mutate.ts';
import { projectFiles, sourcesIn } from './imports.ts';

/** Operations that no text names by its document, and fragments that no operation spreads. */
function unused(documents: string, code: string): string[] {
  const names: string[] = [];
  const spread = new Set<string>();
  const ast = parse(documents);
  for (const definition of ast.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) names.push(definition.name.value);
    if (definition.kind === Kind.OPERATION_DEFINITION) names.push(`${definition.name?.value ?? ''}Document`);
  }
  visit(ast, { FragmentSpread: ({ name }) => void spread.add(name.value) });
  return names.filter((name) => !spread.has(name) && !new RegExp(`\\b${name}\\b`).test(code));
}

it('the operations of the tests are all asked by one', () => {
  const documents = projectFiles().filter((path) => path.startsWith('test/operations/'));
  const tests = sourcesIn(['test']).filter(({ path }) => !path.startsWith('test/generated/'));
  const code = tests.map(({ text }) => text).join('\n');
  const text = documents.map((path) => readFileSync(path, 'utf8')).join('\n');
  expect(unused(text, code)).toEqual([]);
  const planted = 'query Planted { viewer { name } } fragment Unspread on Viewer { name }';
  expect(unused(planted, '')).toEqual(['PlantedDocument', 'Unspread']);
});

it('the compiler knows what they take and answer', async () => {
  const ask = asker(async () => Response.json({ data: { payload: {} } }));
  expectTypeOf((await ask(VersionDocument)).data.platform).toEqualTypeOf<{ readonly version: string } | null>();
  expectTypeOf((await ask('{ nope }')).data).toBeUnknown();
  // @ts-expect-error: a variable that is missing.
  await ask(ContainerStateDocument);
  // @ts-expect-error: a variable of another type.
  await ask(ContainerStateDocument, { taskId: 7 });
  // @ts-expect-error: an input without a part that it needs.
  await mutate(ask, ScaleAppDocument, { app: '/a' });
  // @ts-expect-error: an input with a part that it does not have.
  await mutate(ask, ScaleAppDocument, { app: '/a', instances: 1, instance: 2 });
});

it('one that is refused as a whole throws why, a text answers it', async () => {
  const ask = asker(async () => Response.json({ errors: [{ message: 'No.', extensions: { code: 'TOO_DEEP' } }] }));
  await expect(ask(VersionDocument)).rejects.toThrow('TOO_DEEP');
  expect((await ask(String(VersionDocument))).errors).toMatchObject([{ message: 'No.' }]);
});

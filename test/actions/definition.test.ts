import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changed, changedFields, diff, inLines, leaves, proper } from '../../src/apps/diff.ts';

describe('a change of a definition', () => {
  it.each([
    [
      'the image keeps the rest of the container',
      { container: { type: 'DOCKER', docker: { image: 'a', network: 'HOST' } } },
      { image: 'b' },
      { container: { type: 'DOCKER', docker: { image: 'b', network: 'HOST' } } },
    ],
    [
      'an image makes a Docker container where there is none',
      { cmd: 'x' },
      { image: 'b' },
      { cmd: 'x', container: { type: 'DOCKER', docker: { image: 'b' } } },
    ],
    [
      'sizes are Marathon’s words for them',
      {},
      { cpus: 1, memMiB: 2, diskMiB: 3, instances: 4 },
      { cpus: 1, mem: 2, disk: 3, instances: 4 },
    ],
    ['labels given are all labels', { labels: { a: '1', b: '2' } }, { labels: [{ name: 'b', value: '3' }] }, { labels: { b: '3' } }],
    [
      'single names are set by the definition',
      { env: { A: '1', B: '2' } },
      { definition: { env: { B: '3' } } },
      { env: { A: '1', B: '3' } },
    ],
    [
      'null in the definition removes',
      { cmd: 'x', env: { A: '1', B: '2' } },
      { definition: { cmd: null, env: { A: null } } },
      { env: { B: '2' } },
    ],
    [
      'lists are put in place whole',
      { constraints: [['a']] },
      { definition: { constraints: [['b'], ['c']] } },
      { constraints: [['b'], ['c']] },
    ],
    ['null for a field is not given', { cmd: 'x' }, { command: null, cpus: null, env: null }, { cmd: 'x' }],
  ])('%s', (_, before, change, after) => {
    expect(changed(before, change)).toEqual(after);
  });

  it('leaves out what Marathon only shows', () => {
    expect(proper({ id: '/a', version: 'v', versionInfo: {}, tasksRunning: 1, deployments: [], args: null })).toEqual({ id: '/a' });
  });

  it('leaves out what Marathon 1.x shows twice and takes once', () => {
    expect(proper({ ports: [1], portDefinitions: [{ port: 1 }], uris: ['a'], fetch: null })).toEqual({
      portDefinitions: [{ port: 1 }],
      uris: ['a'],
    });
  });

  it('is empty exactly when nothing differs', () => {
    const definition = fc.dictionary(
      fc.constantFrom('id', 'cmd', 'env', 'a.b'),
      fc.oneof(fc.string(), fc.integer(), fc.dictionary(fc.string(), fc.string()), fc.array(fc.string())),
    );
    fc.assert(
      fc.property(definition, definition, (before, after) => {
        expect(diff(before, before)).toEqual([]);
        expect(diff(before, after).length === 0).toBe(changedFields(before, after).length === 0);
      }),
    );
  });

  it('tells a dot in a name from a step down', () => {
    expect([...leaves({ 'a.b': 1, a: { b: 2 } }).keys()]).toEqual(['a\\.b', 'a.b']);
  });

  it('is shown by its lines, and a secret that changed is only said to have', () => {
    const changes = diff({ cpus: 1, env: { API_KEY: 'old', MODE: 'a' } }, { cpus: 2, env: { API_KEY: 'new', DB_URL: 'mysql://u:pw@h/d' } });
    expect(inLines(changes)).toEqual({
      before: 'cpus: 1\nenv.API_KEY: [secret]\nenv.MODE: [secret]',
      after: 'cpus: 2\nenv.API_KEY: [secret] (changed)\nenv.DB_URL: [secret]',
    });
  });
});

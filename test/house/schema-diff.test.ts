import { describe, expect, it } from 'vitest';
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

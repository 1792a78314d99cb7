import type { Answer } from '../support/ask.ts';
import { batch, post } from './ask.ts';
import type { House } from './house.ts';
import { difference, marked, plain, type Leak } from './oracle.ts';
import type { Seat } from './seats.ts';
import type { Things } from './things.ts';
import type { Gathered } from './walks.ts';
import { DEPARTMENT } from './company.ts';

/** A list by what it is asked with, and where it hangs. */
interface List {
  readonly on: string;
  readonly root: (field: string) => string;
  readonly field: string;
  readonly args: readonly string[];
}

const at = (parent: string) => (field: string) => `${parent} { ${field} }`;
const top = (field: string) => field;
const query = { on: 'Query', root: top };

function lists({ ids }: Things): List[] {
  const orders = ['TREE', 'TASK_ID', 'STARTED_AT_ASC', 'STARTED_AT_DESC'].map((order) => [`orderBy: ${order}`]);
  const nodes = [`treeNode(jobName: "cop.corp")`, `treeNode(jobName: "${DEPARTMENT}")`];
  const of = (parent: Pick<List, 'on' | 'root'>, fields: readonly string[]): List[] =>
    fields.map((field) => ({ ...parent, field, args: [] }));
  const hosts = (ids.seen.get('Host') ?? []).map((id) => at(`node(id: "${id}") { ... on Host`));
  return [
    ...of(query, ['apps', 'containers', 'hosts']),
    ...orders.map((args) => ({ ...query, field: 'containers', args })),
    ...['state: RUNNING', 'health: UNKNOWN', 'host: "c3-node03"'].map((filter) => ({
      ...query,
      field: 'containers',
      args: [`filter: { ${filter} }`],
    })),
    ...['cluster: "sandbox"', 'label: { name: "tier" }', 'idContains: "e"'].map((filter) => ({
      ...query,
      field: 'apps',
      args: [`filter: { ${filter} }`],
    })),
    { ...query, field: 'hosts', args: ['filter: { active: true }'] },
    { ...query, field: 'searchTree', args: ['text: "cop."'] },
    ...nodes.flatMap((node) => of({ on: 'TreeNode', root: at(node) }, ['children', 'apps', 'containers', 'hosts', 'events'])),
    ...hosts.map((root) => ({ on: 'Host', root: (field: string) => `${root(field)} }`, field: 'containers', args: [] })),
    { ...query, field: 'events', args: [] },
    { ...query, field: 'events', args: ['filter: { kinds: [TREE_NODE_CREATED] }'] },
  ];
}

const WHOLE =
  '{ __typename totalCount partial pageInfo { hasNextPage hasPreviousPage } nodes { __typename id } edges { cursor node { id } } }';

/** Every list, from every place that anybody was given there: a cursor of the administrator stands among what is hidden. */
export async function pages(
  house: House,
  things: Things,
  seats: readonly Seat[] = house.seats.restricted,
  salt = '',
): Promise<{ leaks: Leak[]; asked: number; cursors: Gathered }> {
  const leaks: Leak[] = [];
  let asked = 0;
  const gathered = new Map<string, string[]>();
  for (const { on, root, field, args } of lists(things)) {
    const document = (...more: string[]) => `{ ${root(`${field}(${[...args, ...more].join(', ')}) ${WHOLE}`)} }${salt}`;
    const cursors = cursorsIn((await post(house.real.running, house.seats.root, document('first: 1000'))).data);
    if (cursors.length === 0) throw new Error(`${document('first: 1000')} has no items for the administrator.`);
    if (args.length === 0) gathered.set(`${on}.${field}`, [...(gathered.get(`${on}.${field}`) ?? []), ...cursors]);
    // Of long lists, places all over them.
    const some = cursors.filter((_, n) => n % Math.ceil(cursors.length / 12) === 0);
    const windows =
      field === 'events' && root === top
        ? [
            ['first', 'after'],
            ['last', 'before'],
          ]
        : [['first', 'after']];
    const queries = windows.flatMap(([size = '', place = '']) => [
      ...[1, 3, 1_000].map((n) => document(`${size}: ${n}`)),
      ...some.flatMap((cursor) => [1, 4].map((n) => document(`${size}: ${n}`, `${place}: ${JSON.stringify(cursor)}`))),
    ]);
    for (const seat of seats) {
      asked += queries.length;
      const [answers, twins] = await Promise.all([batch(house.real.running, seat, queries), batch(house.twin.running, seat, queries)]);
      queries.forEach((query, n) => {
        const [answer, twin] = [answers[n], twins[n]] as [Answer, Answer];
        const found = marked(answer, seat, query);
        if (found !== undefined) leaks.push({ sort: 'MARK', who: seat.who, asked: query, said: found });
        const differs = difference(plain(answer, things.known), plain(twin, things.known));
        if (differs !== undefined) leaks.push({ sort: 'TWIN', who: seat.who, asked: query, said: differs });
      });
    }
  }
  return { leaks, asked, cursors: gathered };
}

export function cursorsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(cursorsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => (key === 'cursor' && typeof each === 'string' ? [each] : cursorsIn(each)));
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSchema } from '../../src/server/schema.ts';
import { seeded } from '../support/seeded.ts';
import { post } from './ask.ts';
import { calls, plans, refusals, replays } from './changes.ts';
import { EdgeMatrix } from './edge-walk.ts';
import { openHouse, type House } from './house.ts';
import type { Leak } from './oracle.ts';
import { pages } from './pages.ts';
import { smallMatrix } from './planted.ts';
import { PLANTS } from './plants.ts';
import { thingsOf, type Things } from './things.ts';
import { WalkMatrix } from './walk-run.ts';
import { Walks, type Gathered } from './walks.ts';

const SEED = Number(process.env['MATRIX_SEED'] ?? 1);
const WALKS = Number(process.env['MATRIX_WALKS'] ?? 6_000);

const schema = buildSchema();
let house: House;
let things: Things;
let edges: EdgeMatrix;
let cursors: Gathered = new Map();

beforeAll(async () => {
  house = await openHouse();
  things = await thingsOf((query) => post(house.real.running, house.seats.root, query), house.seeded.tokenIds);
  edges = new EdgeMatrix(house, things, schema);
  await edges.findWays('query');
});
afterAll(() => house.stop());

const deps = () => ({ house, things, schema });

/** The first of each sort and caller: one hole lets many through. */
const shown = (leaks: readonly Leak[]): readonly Leak[] => [
  ...new Map(leaks.map((each) => [`${each.sort} ${each.who}`, { ...each, asked: each.asked.slice(0, 600) }])).values(),
];

/** As a whole, whatever it says. */
const FOR_ADMINISTRATORS = new Set([
  'Controller',
  'ControllerEvent',
  'Team',
  'Expression',
  'ExpressionCondition',
  'Hooks',
  'Unreadable',
  'MalformedCall',
  'SourceEvent',
]);

const visited = new Set<string>();
const along = async (root: 'query' | 'mutation' | 'subscription') => {
  const report = await edges.run(house.seats.all, (_, route) => route.root === root);
  expect(shown(report.leaks)).toEqual([]);
  for (const each of report.visited) visited.add(each);
  console.log(`${report.edges.length} edges from the ${root}, ${report.asked} questions`);
  return report;
};

describe('what may not be seen is nowhere', () => {
  it('for the same calls of the store and of outside systems as for what is not there', async () => {
    const { nobody, vic, olga } = house.seats;
    expect(shown(await calls(deps(), [nobody, vic, olga]))).toEqual([]);
  }, 60_000);

  it('along every edge that is asked, for each role, from what is seen and from what is hidden', async () => {
    const { unhidden } = await along('query');
    // The caller's own limit is for the caller.
    expect(unhidden.filter((each) => !FOR_ADMINISTRATORS.has(each))).toEqual(['RateLimit']);
  }, 120_000);

  it('along every edge that is told, from the beginning of the log', async () => {
    await along('subscription');
  }, 120_000);

  it('on every page of every list, from any cursor', async () => {
    const paged = await pages(house, things);
    expect(shown(paged.leaks)).toEqual([]);
    cursors = paged.cursors;
    console.log(`${paged.asked} pages`);
  }, 60_000);
});

describe('the matrix', () => {
  it.each(PLANTS)('turns red for $name', async ({ name, plant, finds }) => {
    const takeOut = plant(house);
    const leaks = await smallMatrix({ house, things, schema, edges }, name).finally(takeOut);
    expect(leaks.filter(finds).length).toBeGreaterThan(0);
  });

  it('is green again without them', async () => {
    expect(shown(await smallMatrix({ house, things, schema, edges }, 'none'))).toEqual([]);
  });
});

describe('what may not be seen is not come to', () => {
  it(`on ${WALKS} walks of at most 6 steps, by every way in (MATRIX_SEED=${SEED})`, async () => {
    const random = seeded(SEED);
    const walks = new Walks({ edges: edges.edges, schema, things, cursors, random });
    const report = await new WalkMatrix(house, things, random).run(walks, WALKS);
    expect(shown(report.leaks)).toEqual([]);
    const lanes = await lanesOf(house);
    // Kept, computed, and by the full executor: each has answered many.
    for (const lane of ['stored', 'computed', 'apollo']) expect(lanes.get(lane)).toBeGreaterThan(WALKS / 50);
    console.log(`${report.walks} walks in ${report.asked} requests: ${[...lanes].map(([lane, n]) => `${lane} ${n}`).join(', ')}`);
  }, 600_000);

  it('along every edge of what is changed, and so of the whole schema', async () => {
    await edges.findWays('mutation');
    await along('mutation');
    expect([...visited].toSorted()).toEqual(edges.edges.map(({ at }) => at).toSorted());
  }, 120_000);

  it('in what is planned, refused, and told or run again', async () => {
    const { vic, dev, olga, dee } = house.seats;
    expect(shown(await replays(deps()))).toEqual([]);
    expect(shown(await refusals(deps(), house.seats.restricted))).toEqual([]);
    expect(shown(await plans(deps(), [vic, dev, olga, dee], 200, seeded(SEED)))).toEqual([]);
  }, 120_000);
});

async function lanesOf({ real: { running }, seats }: House): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${running.url}/metrics`, { headers: seats.root.headers })).text();
  return new Map([...text.matchAll(/canopy_requests_total\{lane="(\w+)"\} (\d+)/g)].map(([, lane = '', count]) => [lane, Number(count)]));
}

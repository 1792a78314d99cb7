import { isNonNullType, type GraphQLSchema } from 'graphql';

import { Statements } from '../../src/store/sqlite-statements.ts';
import { post } from './ask.ts';
import { APPS } from './company.ts';
import type { House } from './house.ts';
import { argumentsOf, type Making } from './makers.ts';
import { difference, marked, plain, type Leak } from './oracle.ts';
import type { Seat } from './seats.ts';
import type { Mood, Things } from './things.ts';

const PAYLOAD =
  '{ subject { __typename } plan { id state blockedBy steps { target before after } } decision { id reason inputs { name value source } rejected { choice reason } causes } userErrors { code message path } }';

interface Deps {
  readonly house: House;
  readonly things: Things;
  readonly schema: GraphQLSchema;
}

/** Both oracles over documents that are asked one after the other, on both sides. */
async function judged({ house, things }: Deps, seats: readonly Seat[], queries: readonly string[]): Promise<Leak[]> {
  const leaks: Leak[] = [];
  for (const seat of seats) {
    for (const query of queries) {
      const answer = await post(house.real.running, seat, query);
      const twin = await post(house.twin.running, seat, query);
      // What is named by both was named in the question: the twin knows nothing of it.
      const differs = difference(plain(answer, things.known, true), plain(twin, things.known, true));
      if (differs !== undefined) leaks.push({ sort: 'TWIN', who: seat.who, asked: query, said: differs });
    }
  }
  return leaks;
}

/** Random mutations with values of every mood side by side. They stop at their plan. */
export async function plans(deps: Deps, seats: readonly Seat[], count: number, random: () => number): Promise<Leak[]> {
  const fields = Object.values(deps.schema.getMutationType()?.getFields() ?? {});
  const one = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  const queries = Array.from({ length: count }, (_, n) => {
    const field = fields[n % fields.length] as (typeof fields)[number];
    const making: Making = {
      things: deps.things,
      // Anew for each value.
      get mood() {
        return one<Mood>(['seen', 'seen', 'hidden', 'absent']) as Mood;
      },
      pick: one,
      gives: (at) => !at.endsWith('.planToken') && random() < 0.5,
    };
    return `mutation { ${field.name}${argumentsOf(`Mutation.${field.name}`, field.args, making)} ${PAYLOAD} }`;
  });
  return judged(deps, seats, queries);
}

/** To be done at once, to what is hidden and so is not there: refused as that is. */
export async function refusals(deps: Deps, seats: readonly Seat[]): Promise<Leak[]> {
  const fields = Object.values(deps.schema.getMutationType()?.getFields() ?? {}).filter(
    ({ name }) => name !== 'createApiToken' && name !== 'adoptApps',
  );
  const queries = fields.flatMap((field) =>
    [0, 1, 2, 3].map((n) => {
      const making: Making = {
        mood: 'hidden',
        things: deps.things,
        pick: (from) => from[n % Math.max(1, from.length)],
        // A node that it is about, and nothing else that need not be given.
        gives: (at) => /\.(jobName|parent)$/.test(at),
      };
      const input = field.args.find(({ name, type }) => name === 'input' && isNonNullType(type));
      return `mutation { ${field.name}${argumentsOf(`Mutation.${field.name}`, input ? [input] : [], making)} ${PAYLOAD} }`;
    }),
  );
  return judged(deps, seats, queries);
}

/**
 * What was done before is told again by its key, and run by its plan, only to who still may. Who did it and may not any more is
 * told that, and not what has become of it; for all others it never was.
 */
export async function replays(deps: Deps): Promise<Leak[]> {
  const { house, things } = deps;
  const { seats, seeded } = house;
  const scale = (how: string) => `mutation { scaleApp(input: { app: "${APPS.hidden}", instances: 6 }, ${how}) ${PAYLOAD} }`;
  const own = [scale('idempotencyKey: "once"'), scale(`planToken: "${seeded.past}"`)];
  const queries = [
    scale('idempotencyKey: "once", mode: PLAN'),
    `{ plan(id: "${seeded.past}") { state steps { target } } node(id: "${seeded.past}") { id } why(id: "${seeded.past}") { id } }`,
    `mutation { cancelPlan(input: { id: "${seeded.past}" }) ${PAYLOAD} }`,
  ];
  const leaks = await judged(deps, [seats.nobody, seats.vic, seats.dee], [...own, ...queries]);
  for (const query of own) {
    const answer = await post(house.real.running, seats.gus, query);
    const said = JSON.stringify(plain(answer, things.known));
    if (marked(answer, seats.gus, query) !== undefined || !said.includes(REFUSED))
      leaks.push({ sort: 'HIDDEN', who: seats.gus.who, asked: query, said });
  }
  return [...leaks, ...(await judged(deps, [seats.gus], queries))];
}

const REFUSED =
  '"subject":null,"plan":null,"decision":null,"userErrors":[{"code":"FORBIDDEN","message":"scaleApp needs DEVELOPER there; you hold nothing there. It is granted by an administrator."';

/** What is asked of the store and of outside systems for what is hidden is what is asked for what is not there. */
export async function calls({ house, things }: Deps, seats: readonly Seat[]): Promise<Leak[]> {
  const leaks: Leak[] = [];
  const { names, ids } = things;
  const queries = (mood: Mood): string[] => {
    const id = (type: string) => JSON.stringify(ids[mood].get(type)?.[0]);
    const name = (kind: keyof typeof names.absent) => JSON.stringify(names[mood][kind][0]);
    const types = ['TreeNode', 'App', 'Container', 'Host', 'Deployment', 'Plan', 'Decision', 'RoleBinding', 'ApiToken'];
    const run = (mutation: string, input: string) => `mutation { ${mutation}(input: { ${input} }) { userErrors { code } } }`;
    return [
      ...types.map(
        (type) =>
          `{ node(id: ${id(type)}) { __typename id ... on Container { docker { name } logs { lines { text } } } ... on App { versions { version } } } }`,
      ),
      `{ nodes(ids: [${types.map(id).join(', ')}]) { id } }`,
      ...types.map((type) => `{ why(id: ${id(type)}) { id plan { id } causedBy { id } } }`),
      `{ plan(id: ${name('plans')}) { id decision { id } } }`,
      `{ app(marathonId: ${name('apps')}) { id versions { version } } container(taskId: ${name('tasks')}) { docker { name } } host(name: ${name('hosts')}) { id } }`,
      `{ events(filter: { scope: ${name('jobNames')} }) { nodes { id } } treeNode(jobName: ${name('jobNames')}) { events { nodes { id } } } }`,
      `{ events(filter: { subject: ${id('App')} }) { nodes { id } } }`,
      run('scaleApp', `app: ${name('apps')}, instances: 2`),
      run('rollbackApp', `app: ${name('apps')}, version: "2020-01-01T00:00:00.000Z"`),
      run('deleteApp', `app: ${name('apps')}`),
      run('killContainer', `taskId: ${name('tasks')}`),
      run('cancelDeployment', `deployment: ${name('deployments')}`),
      run('setFreeze', `jobName: ${name('jobNames')}, reason: "because"`),
      run('cancelPlan', `id: ${name('plans')}`),
      run('revokeApiToken', `id: ${name('tokens')}`),
    ];
  };
  const [hidden, absent] = [queries('hidden'), queries('absent')];
  for (const seat of seats) {
    for (const [n, query] of hidden.entries()) {
      // What goes on by itself may fall between the two; a leak differs each time.
      let differs: string | undefined;
      for (let again = 0; again < 3; again += 1) {
        const told = await asks(house, seat, query);
        differs = difference(told, await asks(house, seat, absent[n] ?? ''));
        if (differs === undefined) break;
      }
      if (differs !== undefined) leaks.push({ sort: 'CALLS', who: seat.who, asked: query, said: differs });
    }
  }
  return leaks;
}

/** What goes on all the while by itself. */
const BACKGROUND = /access_state|leases|^select 1|counter|sign_ins|^(begin|commit|insert|update|delete)/i;

/** The statements and the requests that one question leads to. */
async function asks({ real }: House, seat: Seat, query: string): Promise<{ statements: readonly string[]; requests: readonly string[] }> {
  const before = (await real.running.sandbox.ledger()).requests.length;
  const statements: string[] = [];
  const prepare = Reflect.get(Statements.prototype, 'prepare');
  Statements.prototype.prepare = function (this: Statements, sql: string) {
    statements.push(sql);
    return prepare.call(this, sql);
  };
  try {
    await post(real.running, seat, query);
  } finally {
    Statements.prototype.prepare = prepare;
  }
  const { requests } = await real.running.sandbox.ledger();
  return {
    statements: statements.filter((each) => !BACKGROUND.test(each)),
    // Canopy's own reads go on meanwhile.
    requests: requests
      .slice(before)
      .flatMap(({ method, path }) => (method !== 'GET' || /\/v2\/apps\/|\/containers\//.test(path) ? `${method} ${path}` : [])),
  };
}

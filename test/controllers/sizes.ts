import { setImmediate } from 'node:timers/promises';
import { LeaseKeeper } from '../../src/actions/lease-keeper.ts';
import type { Call, Outcome } from '../../src/actions/ports.ts';
import { ScalingController, type ScalingDeps } from '../../src/controllers/scaling.ts';
import type { ScalingView } from '../../src/controllers/scaling-view.ts';
import type { Inputs } from '../../src/actions/inputs.ts';
import type { ControllerModeName } from '../../src/plans/model.ts';
import { replayed } from '../../src/scaling/looks.ts';
import type { ScalingPolicy } from '../../src/scaling/model.ts';
import type { OpenStore } from '../../src/store/store.ts';
import { aPolicy, aRule } from '../scaling/policy.ts';
import { aSeen, type Seen } from '../scaling/seen.ts';
import { aDecision, aPlan } from '../store/records.ts';
import { handClock } from '../support/hand-clock.ts';

export const LEASE = 'controller:scaling';
export const LEASE_MS = 15_000;
export const A = 'App:main:/a';
const STEP_MS = 1_000;
const KEEP_MS = 10_000;
const DONE: Outcome = { plan: null, decision: null, subject: null, userErrors: [], seq: null };
const error = (code: string) => [{ code, message: `It answers ${code}.`, path: [] }] as unknown as Outcome['userErrors'];
export const REFUSED: Outcome = { ...DONE, userErrors: error('UPSTREAM_REFUSED') };
export const UNKNOWN: Outcome = { ...DONE, userErrors: error('OUTCOME_UNKNOWN'), plan: aPlan('p', { state: 'UNKNOWN' }) };

/** An app as a test sets it: what there is of it to see. */
export interface TestApp {
  instances: number;
  idle: number | null;
  mode: ControllerModeName;
  policy: ScalingPolicy;
  over: Partial<Seen>;
}

type AppsDo = (input: Inputs['autoscaleApp'], app: TestApp) => Promise<Outcome> | Outcome;

/** Does it at once, and so many carry the load. */
export const scaled: AppsDo = ({ to }, app) => {
  [app.instances, app.idle] = [to, 50];
  return DONE;
};

/** Controllers over one store, which see what a test sets. What they have done is noted, by whom. */
export async function aHouse(open: (clock: ReturnType<typeof handClock>) => Promise<OpenStore>) {
  const clock = handClock();
  const { store, underWay } = watched(await open(clock));
  const apps = new Map<string, TestApp>();
  const noted = {
    sent: [] as string[],
    measured: [] as string[],
    confirmed: [] as string[],
    warned: [] as string[],
    causedBy: [] as number[][],
    asked: 0,
  };
  const told = {
    blind: (): string | undefined => undefined,
    does: scaled,
    plans: { ...DONE, plan: aPlan('p') } as Outcome,
    measures: async (_: string): Promise<void> => undefined,
  };
  let ids = 0;

  const view: ScalingView = {
    blind: () => told.blind(),
    ids: () => [...apps].flatMap(([id, { mode }]) => (mode === 'OFF' ? [] : [id])),
    schedules: () => [],
    of: (id, now) => {
      const app = apps.get(id);
      if (!app) return undefined;
      const { instances, idle, mode, policy, over } = app;
      return {
        ...{ id, app: id.slice('App:main:'.length), cluster: 'main', place: null, rule: aRule({ policy, mode }) },
        ...{ timed: [], limit: 'ACT', instances, readAt: now, seen: () => aSeen(now, idle, { instances, ...over }) },
      };
    },
    measure: (id) => {
      noted.measured.push(id);
      return told.measures(id);
    },
    confirm: async (_, app) => void noted.confirmed.push(app),
  };

  const make = (owner: string, over: Partial<ScalingDeps> = {}) => {
    const leases: Pick<OpenStore, 'lease' | 'release'> = {
      lease: (...args) => (noted.asked++, store.lease(...args)),
      release: (...args) => store.release(...args),
    };
    const lease = new LeaseKeeper(LEASE, { store: leases, clock, owner, forMs: LEASE_MS });
    return new ScalingController({
      ...{ view, store, lease, clock, lookMs: STEP_MS, keepMs: KEEP_MS, newId: () => `d${++ids}` },
      log: { info: () => undefined, warn: (_, message) => void noted.warned.push(message) },
      actions: {
        run: async (_, given, { mode, caller, causedBy = [], lease: hold }: Call) => {
          const input = given as Inputs['autoscaleApp'];
          const { app: name, from, to } = input;
          noted.sent.push(`${owner} ${mode} ${name} ${from} to ${to}`);
          noted.causedBy.push([...causedBy]);
          const app = apps.get(`App:main:${name}`);
          if (!app || !hold?.renewal()) throw new Error('nothing is known of it');
          const decision = aDecision(`d${++ids}`, {
            actor: caller,
            subject: `App:main:${name}`,
            at: clock.now(),
            outcome: 'CHANGE',
            planId: null,
          });
          await store.write((tx) => tx.putDecision(decision));
          const outcome = mode === 'PLAN' ? told.plans : await told.does(input, app);
          return { ...outcome, decision };
        },
      },
      ...over,
    });
  };

  /** Until nothing is under way any more: what there is waits for the store, and for no timer. */
  const quiet = async () => {
    for (let idle = 0; idle < 30;) {
      await setImmediate();
      idle = underWay() === 0 ? idle + 1 : 0;
    }
  };
  const one = make('one');
  const house = {
    ...{ clock, store, apps, noted, told, make, one, quiet },
    put: (over: Partial<TestApp> = {}, id = A): TestApp => {
      const app: TestApp = { instances: 4, idle: 50, mode: 'ACT', policy: aPolicy(), over: {}, ...over };
      apps.set(id, app);
      return app;
    },
    /** So many steps, with a look at the end of each. */
    looks: async (times = 1, controller = one) => {
      for (let n = 0; n < times; n++) {
        clock.advance(STEP_MS);
        await controller.look();
        await quiet();
      }
    },
    decisions: (id = A) => store.decisionsOf(id, 100),
    rows: (id = A) => store.looks(id, 0),
    /** What is kept, judged again. */
    again: async (id = A) => {
      const { looks, differing } = replayed(await store.looks(id, 0));
      return { looks, differing };
    },
    history: async (id = A) => replayed(await store.looks(id, 0)).after?.history,
  };
  return house;
}

export type SizesHouse = Awaited<ReturnType<typeof aHouse>>;

/** The store, and how many answers of it are waited for. */
function watched(real: OpenStore): { readonly store: OpenStore; readonly underWay: () => number } {
  let count = 0;
  const store = new Proxy(real, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): unknown => {
        const answer: unknown = Reflect.apply(member, target, args);
        if (!(answer instanceof Promise)) return answer;
        count++;
        const over = () => {
          count--;
        };
        answer.then(over, over);
        return answer;
      };
    },
  });
  return { store, underWay: () => count };
}

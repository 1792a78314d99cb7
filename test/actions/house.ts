import { onTestFinished } from 'vitest';
import { createActions, type RecoveringActions } from '../../src/actions/pipeline.ts';
import type { Inputs, MutationName } from '../../src/actions/inputs.ts';
import type { Call, Outcome } from '../../src/actions/ports.ts';
import type { ActionsDeps } from '../../src/actions/run.ts';
import { openStore, type OpenStore } from '../../src/store/store.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';
import { StoppedClock } from '../support/clock.ts';
import { TestMarathon } from './marathon.ts';
import { TestWorld } from './world.ts';

const quiet = { info: () => {}, warn: () => {}, error: () => {} };

/** The pipeline over a real store in memory, a Marathon in memory and a clock that stands still. */
export class House {
  readonly clock = new StoppedClock();
  readonly marathon = new TestMarathon();
  readonly other = new TestMarathon('other');
  readonly world: TestWorld;
  readonly store: OpenStore;
  readonly actions: RecoveringActions;
  readonly deps: ActionsDeps;
  #ids = 0;

  private constructor(store: OpenStore, clock: StoppedClock, marathons: readonly string[]) {
    this.store = store;
    this.clock = clock;
    this.world = new TestWorld(clock, marathons);
    this.deps = {
      store,
      world: this.world,
      marathons: new Map(
        [this.marathon, this.other].filter(({ cluster }) => marathons.includes(cluster)).map((each) => [each.cluster, each]),
      ),
      clock,
      newId: () => `id-${++this.#ids}`,
      owner: 'process-1',
      log: quiet,
      reflected: () => this.world.follow(store),
    };
    this.actions = createActions(this.deps);
  }

  static async open(marathons: readonly string[] = ['main']): Promise<House> {
    const clock = new StoppedClock();
    const store = await openStore(
      { driver: 'sqlite', file: ':memory:' },
      { clock: clock.patient, log: quiet, newId: () => 'log-1', auditKey: AUDIT_KEY },
    );
    onTestFinished(() => store.close());
    return new House(store, clock, marathons);
  }

  /** A process that was not there when the others ran. */
  another(over: Partial<ActionsDeps> = {}): RecoveringActions {
    return createActions({ ...this.deps, owner: 'process-2', ...over });
  }

  apply<M extends MutationName>(mutation: M, input: Inputs[M], call: Partial<Call> = {}): Promise<Outcome> {
    return this.actions.run(mutation, input, aCall(call));
  }

  plan<M extends MutationName>(mutation: M, input: Inputs[M], call: Partial<Call> = {}): Promise<Outcome> {
    return this.apply(mutation, input, { ...call, mode: 'PLAN' });
  }

  /** As `apply`, and it must have gone through. */
  async done<M extends MutationName>(mutation: M, input: Inputs[M], call: Partial<Call> = {}): Promise<Outcome> {
    const outcome = await this.apply(mutation, input, call);
    if (outcome.userErrors.length > 0) throw new Error(outcome.userErrors.map(({ code, message }) => `${code}: ${message}`).join('\n'));
    return outcome;
  }

  async kinds(after = 0): Promise<string[]> {
    const events = await this.store.events({ after, limit: 1_000, order: 'oldest' });
    return events.map(({ kind }) => kind);
  }

  jobNames(): string[] {
    return this.world.facts.nodes.map(({ id }) => this.world.nodeById(id)?.jobName ?? '').sort();
  }

  /** The names of a path, from the company down, as nodes. */
  async grow(path: string): Promise<string> {
    let parent: string | null = null;
    for (const [depth, name] of path.split('/').entries()) {
      const jobName: string =
        parent === null
          ? `cop.${name}`
          : `${parent}_${['cop', 'owt', 'pdl', 'cluster', 'servicegroup', 'service', 'jobgroup', 'job'][depth]}.${name}`;
      if (!this.world.node(jobName)) await this.done('createTreeNode', { parent, name });
      parent = jobName;
    }
    return parent ?? '';
  }
}

export const aCall = (over: Partial<Call> = {}): Call => ({
  mode: 'APPLY',
  planToken: null,
  idempotencyKey: null,
  caller: 'ann',
  requestId: 'r1',
  permit: 'ALL',
  address: null,
  ...over,
});

import type { HeldBack } from '../actions/held-back.ts';
import type { LeaseKeeper } from '../actions/lease-keeper.ts';
import type { Actions, Call } from '../actions/ports.ts';
import type { Clock } from '../kit/clock.ts';
import { Fault } from '../kit/fault.ts';
import { judgeCoverage, type Difference } from '../monitoring/judgement.ts';
import type { ControllerModeName } from '../plans/model.ts';
import { failedAgain, LONGEST_WAIT_MS, type Failed } from './retry.ts';

/** What the controller looks at. */
export interface CoverageView {
  mode(): ControllerModeName;
  blind(): string | undefined;
  /** Nodes of which Falcon has something else than it should. */
  differences(): Promise<readonly Difference[]>;
  /** Of this node, as of now: endpoints that would be in no group any more. */
  losing(nodeId: string): number;
  members(): number;
  /** Another one after every change of what it looks at: what is equal need not be looked at again. */
  version(): string;
  /** Brings what is held of these nodes up to now. */
  confirm(nodeIds: readonly string[]): Promise<void>;
}

export interface CoverageDeps {
  readonly view: CoverageView;
  readonly actions: Pick<Actions, 'run'>;
  readonly lease: LeaseKeeper;
  readonly holdBack: (held: HeldBack) => Promise<void>;
  readonly clock: Clock;
  readonly everyMs: number;
  /** Nodes that are seen to at once. */
  readonly concurrent: number;
  readonly log: { info(details: object, message: string): void; warn(details: object, message: string): void };
}

const ACTOR = 'controller:coverage';
const SUBJECT = 'Controller:COVERAGE';
const KEEPING = 'keeping';
const START_MS = 10_000;
/** A node whose tasks are replaced one after the other is seen to so often. */
const AGAIN_MS = 3_000;

/** Published means monitored: keeps what Falcon watches equal to what the tree says. */
export class CoverageController {
  #before: ReadonlyMap<string, Difference> = new Map();
  /** What was done of each, by the digest of the difference. */
  readonly #done = new Map<string, string>();
  /** What OBSERVE has told of already. */
  #observed = new Map<string, string>();
  readonly #failed = new Map<string, Failed>();
  /** When each was seen to last, by the monotonic clock. */
  readonly #acted = new Map<string, number>();
  #heldBack: string | undefined;
  #settledAt: string | undefined;
  #looks = 0;

  readonly #begunMono: number;

  constructor(private readonly deps: CoverageDeps) {
    this.#begunMono = deps.clock.monotonic();
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, everyMs, lease, log } = this.deps;
    while (!signal.aborted) {
      await clock.sleep(everyMs, signal);
      if (signal.aborted) break;
      await this.look(signal).catch((error: unknown) => log.warn({ err: error }, 'coverage could not be seen to'));
    }
    await lease.release().catch(() => undefined);
  }

  /** One look, and what follows from it. */
  async look(signal: AbortSignal): Promise<void> {
    const { view, lease } = this.deps;
    const mode = view.mode();
    if (mode === 'OFF' || !(await lease.keep())) return this.#forget();
    const blind = view.blind();
    const version = `${mode} ${view.version()}`;
    if (blind === undefined && version === this.#settledAt) return;
    const differences = blind === undefined ? await view.differences() : [];
    const members = view.members();
    const verdict = judgeCoverage({ mode, blind, differences, before: new Set(this.#before.keys()), members });
    this.#notSticking(differences);
    this.#before = new Map(differences.map((each) => [each.nodeId, each]));
    this.#tidy();
    const reason = verdict.choice === 'HOLD' ? verdict.reason : verdict.choice === 'NOTHING' ? undefined : verdict.keeping;
    // Of a start it is no news that not everything has been read.
    const starting = blind !== undefined && this.deps.clock.monotonic() - this.#begunMono < START_MS;
    if (reason === undefined) this.#heldBack = undefined;
    else if (!starting) await this.#hold(verdict.choice === 'HOLD' ? reason : KEEPING, reason, differences, members);
    if (verdict.choice === 'ACT') await lease.during(() => this.#actAll(verdict.waves, verdict.keeping !== undefined, signal));
    if (verdict.choice === 'OBSERVE') await this.#observe(verdict.waves.flat(), signal);
    const told = ({ nodeId, sort }: Difference) => mode === 'OBSERVE' && this.#observed.get(nodeId) === sort;
    this.#settledAt = blind === undefined && differences.every(told) ? version : undefined;
  }

  /** What was done and differs in the same way all the same: somebody else does the contrary. It is tried ever more seldom. */
  #notSticking(differences: readonly Difference[]): void {
    for (const { nodeId, digest } of differences) {
      if (this.#done.get(nodeId) !== digest) continue;
      this.#done.delete(nodeId);
      this.#failedAgain(nodeId);
    }
  }

  #tidy(): void {
    const now = this.deps.clock.monotonic();
    for (const [nodeId, at] of this.#acted) if (at <= now - AGAIN_MS) this.#acted.delete(nodeId);
    for (const nodeId of this.#observed.keys()) if (!this.#before.has(nodeId)) this.#observed.delete(nodeId);
    // Long enough to know again what comes back.
    for (const [nodeId, { until }] of this.#failed)
      if (!this.#before.has(nodeId) && until <= now - LONGEST_WAIT_MS) this.#failed.delete(nodeId);
    for (const nodeId of this.#done.keys()) if (!this.#before.has(nodeId) && !this.#failed.has(nodeId)) this.#done.delete(nodeId);
  }

  /** Whoever holds the lease has looked; after that is what counts. */
  #forget(): void {
    this.#before = new Map();
    this.#settledAt = undefined;
  }

  /** Equal ones that follow each other are told once. */
  async #hold(sort: string, reason: string, differences: readonly Difference[], members: number): Promise<void> {
    if (this.#heldBack === sort) return;
    const { holdBack, view, clock } = this.deps;
    const seen = (name: string, value: string, source: string) => ({ name, value, source, observedAt: clock.now() });
    await holdBack({
      ...{
        actor: ACTOR,
        subject: SUBJECT,
        reason: `${sort === KEEPING ? 'Nothing is taken away' : 'Nothing is changed'} in Falcon. ${reason}`,
      },
      inputs: [
        seen('mode', view.mode(), 'store'),
        seen('nodes that differ', String(differences.length), 'falcon'),
        seen('endpoints in groups', String(members), 'falcon'),
      ],
      rejected: [{ choice: 'act on what differs', reason }],
    });
    this.#heldBack = sort;
    this.deps.log.warn({ reason }, 'coverage holds');
  }

  async #actAll(waves: readonly (readonly string[])[], careful: boolean, signal: AbortSignal): Promise<void> {
    const now = this.deps.clock.monotonic();
    const waits = (nodeId: string) =>
      (this.#failed.get(nodeId)?.until ?? 0) > now || (this.#acted.get(nodeId) ?? -Infinity) > now - AGAIN_MS;
    let waiting = false;
    for (const wave of waves) {
      // Those who wait may still rest on what would go.
      if (waiting && wave.some((nodeId) => this.#before.get(nodeId)?.deletes)) return;
      if (wave.some(waits)) waiting = true;
      const due = wave.filter((nodeId) => !waits(nodeId));
      for (const nodeId of due) this.#acted.set(nodeId, now);
      if (!(await this.#act(due, careful, signal))) return;
    }
  }

  /** Answers whether to go on: what was judged may not hold any more, and the first failure of ours ends it for all. */
  async #act(nodes: readonly string[], careful: boolean, signal: AbortSignal): Promise<boolean> {
    const { concurrent, view, lease } = this.deps;
    const left = nodes.values();
    const changed: string[] = [];
    let going = true;
    const holds = () => !signal.aborted && view.mode() === 'ACT' && view.blind() === undefined && lease.renewal() !== undefined;
    const turn = async () => {
      for (const nodeId of left) {
        going = going && holds();
        if (!going) return;
        // One that would lose more by now is judged anew by another look, that one alone.
        if (view.losing(nodeId) > (this.#before.get(nodeId)?.losing ?? 0)) continue;
        try {
          await this.#repair(nodeId, careful);
        } catch (error) {
          going = false;
          throw error;
        }
        changed.push(nodeId);
      }
    };
    await Promise.all(Array.from({ length: concurrent }, turn));
    if (changed.length > 0) await view.confirm(changed);
    return going;
  }

  async #repair(nodeId: string, careful: boolean): Promise<void> {
    const { actions, log } = this.deps;
    try {
      const { plan, userErrors } = await actions.run('repairMonitoring', { nodeId, ...(careful && { careful }) }, this.#call('APPLY'));
      if (userErrors.length === 0) {
        const digest = this.#before.get(nodeId)?.digest;
        if (digest !== undefined && !careful) this.#done.set(nodeId, digest);
        log.info({ node: nodeId, plan: plan?.id, steps: plan?.steps.length }, 'what Falcon has of a node was brought in line');
        return;
      }
      log.warn({ node: nodeId, plan: plan?.id, userErrors }, 'what Falcon has of a node could not be brought in line');
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      log.warn({ node: nodeId, err: error }, 'what Falcon has of a node could not be brought in line');
    }
    this.#failedAgain(nodeId);
  }

  #failedAgain(nodeId: string): void {
    this.#failed.set(nodeId, failedAgain(this.#failed.get(nodeId), this.deps.clock.monotonic()));
  }

  /** A plan of each difference, once: whoever wants it done asks for it by repairMonitoring. */
  async #observe(nodes: readonly string[], signal: AbortSignal): Promise<void> {
    for (const nodeId of nodes) {
      const sort = this.#before.get(nodeId)?.sort ?? '';
      if (this.#observed.get(nodeId) === sort) continue;
      if (signal.aborted || !(await this.deps.lease.keep())) return;
      await this.deps.actions.run('repairMonitoring', { nodeId }, this.#call('PLAN'));
      this.#observed.set(nodeId, sort);
    }
  }

  #call(mode: 'APPLY' | 'PLAN'): Call {
    this.#looks++;
    return {
      ...{ mode, planToken: null, idempotencyKey: null, caller: ACTOR, requestId: `coverage-${this.#looks}` },
      ...{ address: null, permit: 'ALL', lease: this.deps.lease },
    };
  }
}

import type { HeldBack } from '../actions/held-back.ts';
import type { LeaseKeeper } from '../actions/lease-keeper.ts';
import type { Actions, Call } from '../actions/ports.ts';
import type { Clock } from '../kit/clock.ts';
import { Fault } from '../kit/fault.ts';
import { judgeCoverage, type Difference } from '../monitoring/judgement.ts';
import type { ControllerModeName } from '../plans/model.ts';

/** What the controller looks at. */
export interface CoverageView {
  mode(): ControllerModeName;
  blind(): string | undefined;
  /** Nodes of which Falcon has something else than it should. */
  differences(): Promise<readonly Difference[]>;
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
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;

interface Failed {
  readonly times: number;
  /** By the monotonic clock. */
  readonly until: number;
}

/** Published means monitored: keeps what Falcon watches equal to what the tree says. */
export class CoverageController {
  #before: ReadonlyMap<string, string> = new Map();
  /** What OBSERVE has told of already. */
  #observed = new Map<string, string>();
  readonly #failed = new Map<string, Failed>();
  #heldBack: string | undefined;
  #settledAt: string | undefined;
  #looks = 0;

  constructor(private readonly deps: CoverageDeps) {}

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
    const verdict = judgeCoverage({ mode, blind, differences, before: this.#before, members });
    this.#before = new Map(differences.map(({ nodeId, digest }) => [nodeId, digest]));
    for (const nodeId of this.#observed.keys()) if (!this.#before.has(nodeId)) this.#observed.delete(nodeId);
    for (const nodeId of this.#failed.keys()) if (!this.#before.has(nodeId)) this.#failed.delete(nodeId);
    if (verdict.choice === 'HOLD') await this.#hold(verdict.reason, differences, members);
    else this.#heldBack = undefined;
    if (verdict.choice === 'ACT') for (const wave of verdict.waves) await this.#act(wave, signal);
    if (verdict.choice === 'OBSERVE') await this.#observe(verdict.waves.flat(), signal);
    const told = ({ nodeId, digest }: Difference) => mode === 'OBSERVE' && this.#observed.get(nodeId) === digest;
    const quiet = blind === undefined && (verdict.choice === 'HOLD' || differences.every(told));
    this.#settledAt = quiet ? version : undefined;
  }

  /** Whoever holds the lease has looked; after that is what counts. */
  #forget(): void {
    this.#before = new Map();
    this.#settledAt = undefined;
  }

  /** Equal ones that follow each other are told once. */
  async #hold(reason: string, differences: readonly Difference[], members: number): Promise<void> {
    if (this.#heldBack === reason) return;
    const { holdBack, view, clock } = this.deps;
    const seen = (name: string, value: string, source: string) => ({ name, value, source, observedAt: clock.now() });
    await holdBack({
      ...{ actor: ACTOR, subject: SUBJECT, reason: `Nothing is changed in Falcon. ${reason}` },
      inputs: [
        seen('mode', view.mode(), 'store'),
        seen('nodes that differ', String(differences.length), 'falcon'),
        seen('endpoints in groups', String(members), 'falcon'),
      ],
      rejected: [{ choice: 'act on what differs', reason }],
    });
    this.#heldBack = reason;
    this.deps.log.warn({ reason }, 'coverage holds');
  }

  async #act(nodes: readonly string[], signal: AbortSignal): Promise<void> {
    const { clock, concurrent, view } = this.deps;
    const now = clock.monotonic();
    const due = nodes.filter((nodeId) => (this.#failed.get(nodeId)?.until ?? 0) <= now);
    const changed: string[] = [];
    const left = due.values();
    const turn = async () => {
      for (const nodeId of left) {
        if (signal.aborted || !(await this.deps.lease.keep())) return;
        await this.#repair(nodeId);
        changed.push(nodeId);
      }
    };
    await Promise.all(Array.from({ length: concurrent }, turn));
    if (changed.length > 0) await view.confirm(changed);
  }

  async #repair(nodeId: string): Promise<void> {
    const { actions, log, clock } = this.deps;
    try {
      const { plan, userErrors } = await actions.run('repairMonitoring', { nodeId }, this.#call('APPLY'));
      if (userErrors.length === 0) {
        this.#failed.delete(nodeId);
        log.info({ node: nodeId, plan: plan?.id, steps: plan?.steps.length }, 'what Falcon has of a node was brought in line');
        return;
      }
      log.warn({ node: nodeId, plan: plan?.id, userErrors }, 'what Falcon has of a node could not be brought in line');
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      log.warn({ node: nodeId, err: error }, 'what Falcon has of a node could not be brought in line');
    }
    const times = (this.#failed.get(nodeId)?.times ?? 0) + 1;
    this.#failed.set(nodeId, { times, until: clock.monotonic() + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (times - 1)) });
  }

  /** A plan of each difference, once: whoever wants it done asks for it by repairMonitoring. */
  async #observe(nodes: readonly string[], signal: AbortSignal): Promise<void> {
    for (const nodeId of nodes) {
      const digest = this.#before.get(nodeId) ?? '';
      if (this.#observed.get(nodeId) === digest) continue;
      if (signal.aborted || !(await this.deps.lease.keep())) return;
      await this.deps.actions.run('repairMonitoring', { nodeId }, this.#call('PLAN'));
      this.#observed.set(nodeId, digest);
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

import { randomUUID } from 'node:crypto';
import type { Ledger } from '../ledger.ts';
import type { JsonObject } from '../web.ts';
import type { Bus } from './events.ts';
import { rootGroup } from './group-tree.ts';
import { healthCheckJson } from './json.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Action, Definition, Deployment } from './model.ts';
import { stepsOf } from './plan.ts';
import { Refusal } from './refusal.ts';
import type { State } from './state.ts';

interface Deps {
  readonly state: State;
  readonly bus: Bus;
  readonly lifecycle: Lifecycle;
  readonly ledger: Ledger;
  readonly faults: { tooManyDeployments: boolean };
}

export interface Change {
  readonly target: ReadonlyMap<string, Definition | undefined>;
  readonly version: string;
  readonly groupId: string;
  readonly force: boolean;
  readonly kind: string;
}

/** Deployments: one at a time per app, in steps; another one is refused, or with force takes over. */
export class Deployments {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  begin({ target, version, groupId, force, kind }: Change): Deployment {
    const { state, bus, ledger, faults } = this.#deps;
    this.#lock([...target.keys()], force);
    if (faults.tooManyDeployments)
      throw new Refusal(
        403,
        'Max number (100) of running deployments is achieved. Wait for existing deployments to complete or cancel one using force=true parameter. You can increase max deployment number by using --max_running_deployments parameter',
      );
    const original = new Map([...target.keys()].map((id) => [id, state.app(id)?.definition]));
    const deployment: Deployment = {
      ...{
        id: randomUUID(),
        version,
        steps: stepsOf(original, target),
        affected: [...target.keys()],
      },
      ...{ original, target, step: 0, pending: new Set(), ended: false },
    };
    const before = this.#rootNow();
    this.#store(target, version);
    state.deployments.set(deployment.id, deployment);
    ledger.write(kind, groupId, deployment.id);
    this.#tellStep(deployment, 'deployment_info', before);
    bus.publish('group_change_success', { groupId, version });
    // The caller has its answer before the first task moves.
    setImmediate(() => this.#step(deployment));
    return deployment;
  }

  /** Ends a deployment where it stands, without rolling anything back. */
  cancel(deployment: Deployment): void {
    if (deployment.ended) return;
    const { state, bus, lifecycle } = this.#deps;
    deployment.ended = true;
    state.deployments.delete(deployment.id);
    for (const id of deployment.affected) {
      const app = state.records.get(id);
      if (!app) continue;
      app.activity = null;
      state.touch(app);
      lifecycle.pump(app);
    }
    const reason = state.era.failureReason ? { reason: 'cancelled' } : {};
    bus.publish('deployment_failed', { ...this.#outcome(deployment), ...reason }, () => ({
      ...{ ...this.#outcome(deployment), ...reason },
      plan: this.#plan(deployment, true),
    }));
  }

  /** A new deployment that brings back what was before. */
  revert(deployment: Deployment): Deployment {
    const { state } = this.#deps;
    const version = state.stamp();
    const back = new Map<string, Definition | undefined>();
    for (const [id, definition] of deployment.original) {
      const changed = definition && {
        ...{ ...definition, version },
        versionInfo: { lastScalingAt: version, lastConfigChangeAt: version },
      };
      back.set(id, changed);
    }
    return this.begin({ target: back, version, groupId: '/', force: true, kind: 'rollback' });
  }

  #lock(ids: readonly string[], force: boolean): void {
    const held = ids.flatMap((id) => this.#deps.state.deploymentsOf(id));
    const holders = [...new Set(held)];
    if (holders.length === 0) return;
    if (force) return holders.forEach((each) => this.cancel(each));
    throw new Refusal(
      409,
      "App is locked by one or more deployments. Override with the option '?force=true'. View details at '/v2/deployments/<DEPLOYMENT_ID>'.",
      { deployments: holders.map(({ id }) => ({ id })) },
    );
  }

  #store(target: Change['target'], version: string): void {
    const { state, lifecycle } = this.#deps;
    state.rootVersion = version;
    state.groupVersions.push(version);
    for (const [id, definition] of target) {
      const known = state.app(id);
      if (definition) {
        const before = known?.definition;
        const app = state.put(definition);
        if (before?.version !== definition.version) lifecycle.resetDelay(app);
        this.#tellHealthChecks(before, definition);
      } else if (known) {
        this.#tellHealthChecks(known.definition, undefined);
        state.remove(known);
      }
    }
  }

  #tellHealthChecks(before: Definition | undefined, after: Definition | undefined): void {
    const { bus, state } = this.#deps;
    if (before?.versionInfo.lastConfigChangeAt === after?.versionInfo.lastConfigChangeAt) return;
    for (const _ of before?.healthChecks ?? []) bus.publish('remove_health_check_event', { appId: before?.id });
    for (const check of after?.healthChecks ?? []) {
      const healthCheck = healthCheckJson(check, state.era);
      bus.publish('add_health_check_event', {
        appId: after?.id,
        version: after?.version,
        healthCheck,
      });
    }
  }

  #step(deployment: Deployment): void {
    if (deployment.ended) return;
    const actions = deployment.steps[deployment.step];
    if (!actions) return this.#succeed(deployment);
    if (deployment.step > 0) this.#tellStep(deployment, 'deployment_info');
    deployment.pending = new Set(actions.map(({ app }) => app));
    for (const action of actions) this.#act(deployment, action);
  }

  #act(deployment: Deployment, { action, app: id }: Action): void {
    const { state, bus, lifecycle } = this.#deps;
    const done = () => {
      deployment.pending.delete(id);
      if (action === 'StopApplication') bus.publish('app_terminated_event', { appId: id });
      if (deployment.pending.size > 0 || deployment.ended) return;
      this.#tellStep(deployment, 'deployment_step_success');
      deployment.step += 1;
      setImmediate(() => this.#step(deployment));
    };
    const app = state.records.get(id);
    if (!app) return done();
    app.activity = { kind: action, done };
    state.touch(app);
    lifecycle.pump(app);
  }

  #succeed(deployment: Deployment): void {
    const { state, bus } = this.#deps;
    deployment.ended = true;
    bus.publish('deployment_success', this.#outcome(deployment), () => ({
      ...this.#outcome(deployment),
      plan: this.#plan(deployment, true),
    }));
    state.deployments.delete(deployment.id);
    for (const id of deployment.affected) {
      const app = state.records.get(id);
      if (app) state.touch(app);
    }
  }

  #outcome(deployment: Deployment): JsonObject {
    return { id: deployment.id, plan: this.#plan(deployment, false) };
  }

  #tellStep(deployment: Deployment, type: string, before?: JsonObject): void {
    const actions = deployment.steps[deployment.step];
    if (!actions) return;
    const currentStep = { actions: actions.map(this.#actionJson) };
    this.#deps.bus.publish(type, { plan: this.#plan(deployment, false), currentStep }, () => ({
      plan: this.#plan(deployment, true, before),
      currentStep,
    }));
  }

  /** 1.1 names the key `type` in its events and `action` in lists; later versions say `action` in both. */
  #actionJson = ({ action, app }: Action): JsonObject => (this.#deps.state.era.version === '1.1' ? { type: action, app } : { action, app });

  #plan(deployment: Deployment, full: boolean, before?: JsonObject): JsonObject {
    const root = full && this.#deps.state.era.fullPlans ? this.#root(before) : {};
    return {
      id: deployment.id,
      ...root,
      steps: deployment.steps.map((actions) => ({ actions: actions.map(this.#actionJson) })),
      version: deployment.version,
    };
  }

  #root(before?: JsonObject): JsonObject {
    const target = rootGroup(this.#deps.state);
    return { original: before ?? target, target };
  }

  /** Only worth its price when an open stream would be sent it. */
  #rootNow(): JsonObject | undefined {
    const { state, bus } = this.#deps;
    return state.era.fullPlans && bus.listeners.size > 0 && state.records.size <= 500 ? rootGroup(state) : undefined;
  }
}

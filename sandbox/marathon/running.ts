import type { Answer, JsonObject } from '../web.ts';
import { flag, type Call } from './call.ts';
import type { Deployments } from './deployments.ts';
import { result } from './apps.ts';
import { definitionJson } from './json.ts';
import type { App, Deployment, Waiting } from './model.ts';
import { noDeployment, Refusal } from './refusal.ts';
import { timestamp, type State } from './state.ts';
import type { Ledger } from '../ledger.ts';

/** `/v2/deployments` with id: undo it, or with force stop it where it stands. */
export function deleteDeployment(call: Call, id: string, state: State, deployments: Deployments, ledger: Ledger): Answer {
  const deployment = state.deployments.get(id);
  if (!deployment) throw noDeployment(id);
  if (!flag(call, 'force', false)) return result(deployments.revert(deployment));
  ledger.write('cancel-deployment', id, id);
  deployments.cancel(deployment);
  return { status: 202 };
}

export function deploymentJson(deployment: Deployment, state: State): JsonObject {
  const { id, version, steps, affected, step } = deployment;
  const actions = steps[step] ?? [];
  const readiness = state.era.version === '1.1' ? 'readinessChecks' : 'readinessCheckResults';
  const shapes = steps.map((each) => each.map(({ action, app }) => ({ action, app })));
  return {
    id,
    version,
    affectedApps: affected,
    ...(state.era.pods && { affectedPods: [] }),
    steps: state.era.version === '1.1' ? shapes : shapes.map((each) => ({ actions: each })),
    currentActions: actions.map(({ action, app }) => ({
      action,
      app,
      [readiness]: [...(state.records.get(app)?.tasks.values() ?? [])].flatMap((task) => [...task.readiness]),
    })),
    currentStep: Math.min(step + 1, steps.length),
    totalSteps: steps.length,
  };
}

export function queueJson(state: State, call: Call): JsonObject {
  const offers = call.query.getAll('embed').includes('lastUnusedOffers');
  const items = [...state.apps()].flatMap((app) => (app.waiting ? [itemJson(app, app.waiting, state, offers)] : []));
  return { queue: items };
}

function itemJson(app: App, waiting: Waiting, state: State, offers: boolean): JsonObject {
  const left = app.backoffUntil - Date.now();
  return {
    app: definitionJson(app.definition, state.era),
    count: waiting.count,
    delay: { timeLeftSeconds: Math.max(0, Math.ceil(left / 1000)), overdue: left <= 0 },
    ...(state.era.everyChange && {
      since: timestamp(waiting.since),
      processedOffersSummary: summary(waiting),
    }),
    ...(offers && state.era.everyChange && { lastUnusedOffers: lastOffers(waiting, state) }),
    ...(state.era.incarnations && { role: '*' }),
  };
}

function summary(waiting: Waiting): JsonObject {
  const steps = [...waiting.rejects].map(([reason, { declined, processed }]) => ({
    reason,
    declined,
    processed,
  }));
  return {
    processedOffersCount: waiting.processed,
    unusedOffersCount: waiting.unused,
    ...(waiting.lastUnusedAt !== null && { lastUnusedOfferAt: timestamp(waiting.lastUnusedAt) }),
    ...(waiting.lastUsedAt !== null && { lastUsedOfferAt: timestamp(waiting.lastUsedAt) }),
    rejectSummaryLastOffers: steps,
    rejectSummaryLaunchAttempt: steps,
  };
}

function lastOffers(waiting: Waiting, state: State) {
  const reason = [...waiting.rejects].filter(([, { declined }]) => declined > 0).map(([name]) => name);
  if (waiting.lastUnusedAt === null) return [];
  const at = timestamp(waiting.lastUnusedAt);
  return state.agents.slice(0, 5).map((agent) => ({
    offer: {
      ...{ id: `offer-${agent.id}`, agentId: agent.id, hostname: agent.hostname },
      resources: [
        { name: 'cpus', scalar: agent.cpus - agent.used.cpus, role: '*' },
        { name: 'mem', scalar: agent.mem - agent.used.mem, role: '*' },
      ],
      attributes: [{ name: 'rack', text: agent.rack }],
    },
    reason,
    timestamp: at,
  }));
}

export function unknownRoute(path: string): Refusal {
  return new Refusal(500, `URI not found: ${path}`);
}

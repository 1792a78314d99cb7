import { cancelDeploymentVerb } from './apps/cancel-deployment.ts';
import { deleteVerb } from './apps/delete-app.ts';
import { deployVerb } from './apps/deploy-app.ts';
import { killVerb } from './apps/kill-container.ts';
import { restartVerb } from './apps/restart-app.ts';
import { rollbackVerb } from './apps/rollback-app.ts';
import { scaleVerb } from './apps/scale-app.ts';
import type { RemoteVerb } from './spec.ts';

const VERBS: Readonly<Record<string, RemoteVerb>> = {
  deploy: deployVerb,
  scale: scaleVerb,
  restart: restartVerb,
  rollback: rollbackVerb,
  delete: deleteVerb,
  kill: killVerb,
  'cancel deployment': cancelDeploymentVerb,
};

/** By the word in the step: plans outlive the process that made them. */
export function verbOf(name: string): RemoteVerb {
  const verb = VERBS[name];
  if (!verb) throw new Error(`No action has the verb "${name}".`);
  return verb;
}

import { ok, rejected, type Result } from '../../kit/result.ts';
import type { RejectedChoice } from '../../plans/model.ts';
import { namesOfAppId, parseNodeName, printJobName } from '../../tree/jobname.ts';
import type { TreeNodeRecord } from '../../tree/model.ts';
import type { Inputs } from '../inputs.ts';
import { noMarathon } from '../reach.ts';
import { seenIn } from '../seen.ts';
import { local, marathonSystem, type Draft, type Facts, type StepDraft } from '../spec.ts';
import type { WorldApp } from '../ports.ts';
import { creation } from './create-tree-node.ts';
import { isTaken } from './names.ts';
import { AT_ROOT } from '../where.ts';

/** Makes every node that the paths of existing apps name and the tree lacks, parents first. */
export function planAdopt({ scope, cluster }: Inputs['adoptApps'], { world, now, newId }: Facts): Result<Draft> {
  const clusters = world.clusters();
  if (cluster && !clusters.includes(cluster)) {
    return rejected('BAD_USER_INPUT', noMarathon(world, cluster), 'input', 'cluster');
  }
  const prefix = prefixOf(scope ?? '/');
  if (!prefix.ok) return prefix;
  const meant = cluster ? [cluster] : clusters;
  const apps = meant.flatMap((each) => world.apps(each)).filter(({ app }) => within(app.marathonId, prefix.value));

  const made = new Map<string, Made>();
  const refused: RejectedChoice[] = [];
  for (const each of apps) {
    const problem = adopt(each, { world, now, newId }, made);
    if (problem !== undefined) refused.push({ choice: `${each.app.marathonId} on ${each.app.cluster}`, reason: problem });
  }
  const steps = [...made.values()].sort((a, b) => a.record.depth - b.record.depth).map(({ step }) => step);
  const inputs = meant.flatMap((each) =>
    seenIn(marathonSystem(each), world.readAt(each), { apps: apps.filter(({ app }) => app.cluster === each).length }),
  );
  const missing = steps.length === 0 ? 'no node is missing' : `${steps.length} nodes are missing`;
  return ok({
    subject: null,
    place: null,
    steps,
    inputs,
    rejected: refused,
    reason: `${apps.length} apps under ${prefix.value}: ${missing}, ${refused.length} apps do not fit.`,
  });
}

export const adoptApps = local('adoptApps', () => ok([AT_ROOT]), planAdopt);

interface Made {
  readonly record: TreeNodeRecord;
  readonly step: StepDraft;
}

/** What stands in the way of the app's own path being in the tree; undefined when its missing nodes are in `made`. */
function adopt(
  { app, nodeId }: WorldApp,
  { world, now, newId }: Pick<Facts, 'world' | 'now' | 'newId'>,
  made: Map<string, Made>,
): string | undefined {
  const names = namesOfAppId(app.marathonId);
  // An app whose claim is in force hangs somewhere else and needs no node on its path.
  if (!names.ok) return nodeId === null ? names.userErrors[0]?.message : undefined;
  if (nodeId !== null) return undefined;

  const jobNames = names.value.map((_, depth) => printJobName(names.value.slice(0, depth + 1)));
  const there = jobNames.filter((jobName) => isTaken(world, jobName));
  const lowest = there.length === 0 ? undefined : world.node(there[there.length - 1] as string);
  const [freeze] = lowest ? world.freezesOn(lowest.record.id) : [];
  if (freeze) return `${lowest?.jobName} is frozen: ${freeze.reason}`;

  for (const [depth, jobName] of jobNames.entries()) {
    if (depth < there.length || made.has(jobName)) continue;
    const above = jobNames[depth - 1];
    const parentId = above === undefined ? null : (made.get(above)?.record.id ?? lowest?.record.id ?? null);
    const record: TreeNodeRecord = { id: newId(), parentId, depth, name: names.value[depth] as string, createdAt: now };
    const parent = lowest && depth === there.length ? { nodeId: lowest.record.id, jobName: lowest.jobName } : null;
    made.set(jobName, { record, step: creation(world, record, jobName, parent) });
  }
  return undefined;
}

/** A scope is a Marathon path or the JobName that stands for one. */
function prefixOf(scope: string): Result<string> {
  if (!scope.startsWith('cop.')) return ok(`/${scope.replace(/^\/+|\/+$/g, '')}`);
  const names = parseNodeName(scope);
  if (names.ok) return ok(`/${names.value.join('/')}`);
  return { ok: false, userErrors: names.userErrors.map((error) => ({ ...error, path: ['input', 'scope'] })) };
}

const within = (marathonId: string, prefix: string): boolean =>
  prefix === '/' || marathonId === prefix || marathonId.startsWith(`${prefix}/`);

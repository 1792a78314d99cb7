import { idOfApp, type AppRecord } from '../apps/model.ts';
import { Fault } from '../kit/fault.ts';
import type { PlacementClaim } from '../tree/model.ts';
import type { World } from './ports.ts';
import type { ActionsDeps } from './run.ts';

/** Marathon is not asked more often than this about a claim that the copy does not show. */
const AGAIN_MS = 10_000;

/**
 * Drops each confirmed claim that its app does not make any more: it was confirmed for a label, and must not come into force
 * again when somebody sets that label later.
 * `asked`: until when Marathon is not asked again about a claim, kept from one time to the next.
 */
export async function dropClaims(deps: ActionsDeps, asked: Map<string, number>, signal?: AbortSignal): Promise<void> {
  for (const claim of deps.world.confirmed()) {
    if (signal?.aborted) return;
    await lookAt(claim, deps, asked).catch((error: unknown) => {
      // A Marathon that does not answer is told of by its source.
      if (!(error instanceof Fault)) deps.log.error({ err: error, app: claim.marathonId }, 'a confirmed claim could not be looked at');
    });
  }
}

async function lookAt(claim: PlacementClaim, deps: ActionsDeps, asked: Map<string, number>): Promise<void> {
  const { world, store, marathons, clock, log, signal = new AbortController().signal } = deps;
  const { cluster, marathonId, nodeId } = claim;
  const port = marathons.get(cluster);
  if (!port || world.sourceDown(cluster) !== undefined) return;
  const key = `${cluster} ${marathonId}`;
  // As soon as the copy shows the claim, its going is looked at without waiting.
  if (makes(world, claim, world.app(cluster, marathonId)?.app)) return void asked.delete(key);
  if (clock.monotonic() < (asked.get(key) ?? 0)) return;
  asked.set(key, clock.monotonic() + AGAIN_MS);
  // The copy may be older than the confirmation: Marathon itself says whether the label is gone.
  const reading = await port.app(marathonId, signal);
  if (makes(world, claim, reading?.app)) return;

  const jobName = world.nodeById(nodeId)?.jobName ?? null;
  const { seq, value: dropped } = await store.write(async (tx) => {
    if (!(await tx.withdrawClaim(claim))) return false;
    tx.event({
      kind: 'PLACEMENT_DROPPED',
      kindVersion: 1,
      at: clock.now(),
      actor: 'canopy',
      nodeId,
      jobName,
      subject: idOfApp(cluster, marathonId),
      summary: `${marathonId} on ${cluster} does not claim ${jobName ?? 'its node'} any more: ${reading ? 'its label changed' : 'it is gone'}`,
      body: { cluster, marathonId, confirmedBy: claim.confirmedBy },
    });
    tx.audit({
      ...{ at: clock.now(), actor: 'canopy', address: null, requestId: null, planId: null },
      ...{ action: 'dropPlacement', outcome: 'DONE', code: null, subject: idOfApp(cluster, marathonId) },
      ...{ nodeId, jobName, detail: { confirmedBy: claim.confirmedBy }, count: 1 },
    });
    return true;
  });
  asked.delete(key);
  // Another replica was quicker, and has told of it.
  if (!dropped) return;
  log.info({ app: marathonId, cluster }, 'a confirmed claim is dropped: its app does not make it any more');
  await deps.reflected?.(seq);
}

/** The label names the node, by whatever name it has or had. */
function makes(world: World, { nodeId }: PlacementClaim, app: Pick<AppRecord, 'labels'> | undefined): boolean {
  const label = app?.labels.find(({ name }) => name === 'jobname')?.value;
  return label !== undefined && world.node(label)?.record.id === nodeId;
}

import { asJson, type RemoteRequest } from '../../src/actions/spec.ts';
import type { Store } from '../../src/plans/ports.ts';
import { aPlan, anIntent } from '../store/records.ts';

/** A scale to five that a process sent and did not live to settle. */
export async function openPlan(store: Store, id: string, marathonId: string, cluster = 'main'): Promise<void> {
  const was = { version: 1_000, instances: 3, lastConfigChangeAt: 1_000, deploymentIds: [] };
  const request: RemoteRequest = { guards: [], cluster, marathonId, force: false, was, instances: 5 };
  const [step] = aPlan(id).steps;
  if (!step) throw new Error('a plan has steps');
  const system = `marathon:${cluster}`;
  const sent = { ...step, system, target: marathonId, request: asJson(request), outcome: 'SENT' as const, said: { sent: 1 } };
  const plan = aPlan(id, { state: 'RUNNING', steps: [sent], owner: 'gone', deadlineAt: 6_000, nodeId: null });
  await store.write(async (tx) => {
    await tx.putPlan(plan);
    await tx.openIntent(anIntent(`intent of ${id}`, { planId: id, system, target: marathonId }));
  });
}

import { changedFields, proper } from '../../apps/diff.ts';
import type { AppDefinition } from '../../apps/model.ts';
import { ok, rejected, type Result } from '../../kit/result.ts';
import type { Inputs } from '../inputs.ts';
import { portFor } from '../reach.ts';
import { seenIn, seenOfApp } from '../seen.ts';
import { asJson, looking, marathonSystem, type Draft, type Facts, type RemoteRequest, type RemoteVerb, type Spot } from '../spec.ts';
import { keptChange, settleDefinition } from './definition.ts';
import { appFacts, appSubject, heldBy, NOTHING, requestOn, seeApp, type Seen, unheld, versionFact } from './target.ts';
import { atApp } from '../where.ts';
import { labelIn, placesBy } from './where-deployed.ts';

type Input = Inputs['rollbackApp'];

export interface RollbackSeen extends Seen {
  readonly now: AppDefinition;
  readonly then: AppDefinition;
  /** Where it may come to hang when its label changes with it. */
  readonly alsoAt?: readonly Spot[];
}

export function planRollback(
  { version, force }: Input,
  { now: seenAt, newId, digest }: Pick<Facts, 'now' | 'newId' | 'digest'>,
  { target, app, place, now, then, alsoAt = [] }: RollbackSeen,
): Result<Draft> {
  const { cluster, marathonId } = target;
  const subject = appSubject(target);
  const at = new Date(version).toISOString();
  const inputs = [...seenOfApp(app, seenAt), ...seenIn(marathonSystem(cluster), seenAt, { 'version to go back to': at })];
  if (changedFields(proper(now), proper(then)).length === 0)
    return ok({ subject, place, steps: [], inputs, reason: `${marathonId} is as it was at ${at}.` });
  const salt = newId();
  const change = keptChange(now, then, (value) => digest(salt, value));
  const request: RemoteRequest = { ...requestOn({ target, place, app }, force), version, asked: change.asked, salt };
  const step = {
    system: marathonSystem(cluster),
    verb: 'rollback',
    target: marathonId,
    before: change.before || null,
    after: change.after || null,
    request: asJson(request),
    absolute: true,
    // The whole definition is put in place, so all of it must be as it was seen.
    dependsOn: { exists: true, version: versionFact(app), ...unheld(force) },
  };
  return ok({
    subject,
    place,
    steps: [step],
    blockedBy: heldBy(app, force),
    inputs,
    alsoAt,
    reason: `${marathonId} goes back to its definition of ${at}.`,
  });
}

export const rollbackApp = looking({
  mutation: 'rollbackApp',
  local: false,
  where: atApp,
  look: async (input: Input, desk): Promise<Result<RollbackSeen>> => {
    const seen = await seeApp(input, desk);
    if (!seen.ok) return seen;
    const { cluster, marathonId } = seen.value.target;
    const port = portFor(desk, cluster);
    const now = await port.definition(marathonId, desk.signal);
    if (!now) return rejected('NOT_FOUND', `There is no app ${marathonId} on ${cluster}.`, 'input', 'app');
    const then = Number.isFinite(input.version) ? await port.definitionAt(marathonId, input.version, desk.signal) : undefined;
    if (!then) return rejected('NOT_FOUND', `${marathonId} has no such version.`, 'input', 'version');
    const moves = labelIn(now) !== labelIn(then);
    return ok({ ...seen.value, now, then, ...(moves && { alsoAt: placesBy(desk.world, marathonId, labelIn(then)) }) });
  },
  plan: planRollback,
});

/** The definition to go back to is Marathon's own and is read again when it is sent. */
export const rollbackVerb: RemoteVerb = {
  read: async (port, { marathonId, version = 0 }, signal) => {
    const app = await port.app(marathonId, signal);
    if (!app) return NOTHING;
    return {
      ...NOTHING,
      app,
      definition: await port.definition(marathonId, signal),
      earlier: await port.definitionAt(marathonId, version, signal),
    };
  },
  facts: appFacts,
  send: (port, { marathonId, force }, { earlier }) => earlier && port.replaceApp(marathonId, proper(earlier), force),
  settle: settleDefinition,
};

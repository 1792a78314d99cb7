import { changed, changedFields, proper } from '../../apps/diff.ts';
import type { AppDefinition, AppRecord } from '../../apps/model.ts';
import { MASK, masked, secretsIn } from '../../apps/secret-text.ts';
import { ok, type Result } from '../../kit/result.ts';
import type { Inputs } from '../inputs.ts';
import { portFor } from '../reach.ts';
import { seenIn, seenOfApp } from '../seen.ts';
import { asJson, looking, marathonSystem, type Draft, type Facts, type Place, type RemoteRequest, type RemoteVerb } from '../spec.ts';
import { checkChange } from './check-change.ts';
import { fieldFacts, keptChange, settleDefinition } from './definition.ts';
import { appFacts, appSubject, findTarget, heldBy, NOTHING, placeOf, requestOn, type Target, unheld } from './target.ts';
import { whereDeployed } from './where-deployed.ts';

type Input = Inputs['deployApp'];

/** An app and its definition as read just now; neither: it would be new. */
export interface DeploySeen {
  readonly target: Target;
  readonly place: Place | null;
  readonly app: AppRecord | undefined;
  readonly definition: AppDefinition | undefined;
}

export function planDeploy(
  input: Input,
  { now, newId, digest }: Pick<Facts, 'now' | 'newId' | 'digest'>,
  { target, place, app, definition }: DeploySeen,
): Result<Draft> {
  const problems = checkChange(input, target.marathonId);
  if (problems.length > 0) return { ok: false, userErrors: problems };
  const { cluster, marathonId } = target;
  const subject = appSubject(target);
  const before = definition ? proper(definition) : {};
  const after = wanted(input, marathonId, definition);
  const fields = changedFields(before, after);
  const inputs = app ? seenOfApp(app, now) : seenIn(marathonSystem(cluster), now, { app: null });
  if (app && fields.length === 0) return ok({ subject, place, steps: [], inputs, reason: `${marathonId} is as asked for already.` });

  const salt = newId();
  const change = keptChange(before, after, (value) => digest(salt, value));
  const request: RemoteRequest = { ...requestOn({ target, place, app }, input.force), asked: change.asked, fields, salt };
  const step = {
    system: marathonSystem(cluster),
    verb: 'deploy',
    target: marathonId,
    before: app ? change.before || null : null,
    after: change.after || null,
    request: asJson(request),
    absolute: true,
    // A new app: that there is none. Else the members it overwrites, each as a whole, and unless forced that nothing holds the app.
    dependsOn: app ? { exists: true, ...fieldFacts(request, definition, digest), ...unheld(input.force) } : { exists: false },
  };
  const reason = app ? `${marathonId} differs in ${fields.join(', ')}.` : `There is no ${marathonId} on ${cluster} yet.`;
  return ok({ subject, place, steps: [step], blockedBy: app ? heldBy(app, input.force) : [], inputs, reason });
}

const wanted = (input: Input, marathonId: string, definition: AppDefinition | undefined): AppDefinition =>
  changed(definition ? proper(definition) : { id: marathonId }, input);

export const deployApp = looking({
  mutation: 'deployApp',
  local: false,
  where: whereDeployed,
  look: async (input: Input, desk): Promise<Result<DeploySeen>> => {
    const target = findTarget(desk.world, input, 'maybe new');
    if (!target.ok) return target;
    const { cluster, marathonId } = target.value;
    const port = portFor(desk, cluster);
    const reading = await port.app(marathonId, desk.signal);
    const definition = reading && (await port.definition(marathonId, desk.signal));
    return ok({ target: target.value, place: placeOf(desk.world, target.value), app: definition && reading.app, definition });
  },
  plan: planDeploy,
  shown: ({ env, labels, ...input }) => ({
    ...(masked(input) as object),
    ...(env && { env: env.map(({ name }) => ({ name, value: MASK })) }),
    ...(labels && { labels: labels.map(({ name, value }) => ({ name, value: masked(value, name) })) }),
  }),
});

/** The values of the definition are not kept with the plan: they come from the caller's input again. */
export const deployVerb: RemoteVerb = {
  read: async (port, { marathonId }, signal) => {
    const app = await port.app(marathonId, signal);
    return { ...NOTHING, app, definition: app && (await port.definition(marathonId, signal)) };
  },
  facts: (reading, request, digest) => ({ ...appFacts(reading), ...fieldFacts(request, reading.definition, digest) }),
  send: (port, { marathonId, force, fields = [] }, { definition }, input) => {
    if (!isDeployInput(input)) return undefined;
    const after = wanted(input, marathonId, definition);
    if (!definition) return port.createApp(after, force);
    // The members of the plan and no others: what else the input names was as asked for then, and may be somebody's by now.
    const change = Object.fromEntries(fields.map((field) => [field, after[field]]));
    // Marathon's update cannot take a member away; only putting the whole in place can.
    if (fields.some((field) => after[field] === undefined))
      return port.replaceApp(marathonId, proper({ ...proper(definition), ...change }), force);
    return port.updateApp(marathonId, change, force);
  },
  settle: settleDefinition,
  secretsIn: (input) => (isDeployInput(input) ? secretsOf(input) : []),
};

/** Marathon may repeat in a refusal what it was sent. */
function secretsOf({ env, labels, ...input }: Input): readonly string[] {
  const byName = (labels ?? []).flatMap(({ name, value }) => secretsIn(value, name));
  return [...(env ?? []).map(({ value }) => value), ...byName, ...secretsIn(input)];
}

/** The run is handed the input of its own mutation. */
const isDeployInput = (input: unknown): input is Input => typeof input === 'object' && input !== null && 'app' in input;

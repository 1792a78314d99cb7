import { diff, inLines, leaves, proper, type LeafChange } from '../../apps/diff.ts';
import type { AppDefinition } from '../../apps/model.ts';
import { masked } from '../../apps/secret-text.ts';
import { canonical, type Json } from '../../kit/json.ts';
import type { Digest } from '../hash.ts';
import { asJson, type Reading, type RemoteRequest, type Settled } from '../spec.ts';
import { newDeployment } from './target.ts';

/** A change of a definition as a plan keeps it: lines for people, leaves to recognise it by, no secret. */
export interface KeptChange {
  readonly before: string;
  readonly after: string;
  readonly asked: { readonly [path: string]: Json };
}

export function keptChange(before: AppDefinition, after: AppDefinition, by: (value: unknown) => Json): KeptChange {
  const changes = diff(proper(before), proper(after));
  return { ...inLines(changes), asked: Object.fromEntries(changes.map((leaf) => [leaf.path, kept(leaf, by)])) };
}

const kept = ({ after, shown }: LeafChange, by: (value: unknown) => Json): Json =>
  canonical(shown.after) === canonical(after) ? asJson(after) : by(after);

/** Whether a definition has every leaf that was asked for. */
export function hasAll({ asked = {}, salt = '' }: RemoteRequest, definition: AppDefinition, digest: Digest): boolean {
  const found = leaves(proper(definition));
  return Object.entries(asked).every(([path, wanted]) => {
    const value = found.get(path) ?? null;
    return canonical(value) === canonical(wanted) || isEmpty(wanted, value) || canonical(digest(salt, value)) === canonical(wanted);
  });
}

/** Marathon leaves out what is empty, or writes an empty list or object where there was nothing. */
const isEmpty = (wanted: Json, value: unknown): boolean => NOTHINGS.has(canonical(wanted)) && NOTHINGS.has(canonical(value));
const NOTHINGS: ReadonlySet<string> = new Set(['null', '[]', '{}']);

/** The members of a definition that a step rests on; those with a secret in them by digest. */
export function fieldFacts(
  { fields = [], salt = '' }: Pick<RemoteRequest, 'fields' | 'salt'>,
  definition: AppDefinition | undefined,
  digest: Digest,
): { readonly [fact: string]: Json } {
  const of = definition ? proper(definition) : {};
  return Object.fromEntries(fields.map((field) => [field, shownOrDigest(of[field] ?? null, field, (value) => digest(salt, value))]));
}

function shownOrDigest(value: unknown, field: string, by: (value: unknown) => Json): Json {
  const open = canonical(masked(value, field)) === canonical(value);
  return open ? asJson(value) : by(value);
}

/** Of a write that gives an app a definition: its version tells whether anything happened, its leaves whether it was ours. */
export function settleDefinition(request: RemoteRequest, reading: Reading, digest: Digest): Settled {
  const { marathonId, was } = request;
  const app = reading.app?.app;
  if (!app || !reading.definition)
    return was === null ? { outcome: 'NOT_DONE' } : { outcome: 'UNKNOWN', look: `${marathonId}: it is gone` };
  if (app.version === was?.version) return { outcome: 'NOT_DONE' };
  if (hasAll(request, reading.definition, digest))
    return { outcome: 'DONE', deploymentId: newDeployment(request, reading), version: app.version };
  return { outcome: 'UNKNOWN', look: `${marathonId}: its version ${new Date(app.version).toISOString()} is not what was asked for` };
}

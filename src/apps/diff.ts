import { canonical, isObject } from '../kit/json.ts';
import { SHOWN_ONLY, type AppDefinition } from './model.ts';
import { MASK, masked } from './secret-text.ts';

/** A change of a definition by its usual fields; what is not given stays. */
export interface DefinitionChange {
  readonly image?: string | null;
  readonly command?: string | null;
  readonly cpus?: number | null;
  readonly memMiB?: number | null;
  readonly diskMiB?: number | null;
  readonly instances?: number | null;
  /** All of them: those not given go away. */
  readonly labels?: readonly NameValue[] | null;
  readonly env?: readonly NameValue[] | null;
  /** A merge patch (RFC 7396) for all the rest: null removes, what is not named stays. */
  readonly definition?: AppDefinition | null;
}

interface NameValue {
  readonly name: string;
  readonly value: string;
}

/** Old members that Marathon shows beside the new ones that replace them, and refuses beside them. */
const SAID_TWICE: Readonly<Record<string, string>> = { ports: 'portDefinitions', uris: 'fetch' };

/** The definition proper: no counts, no version, nothing said twice, and what is null is not there. */
export function proper(definition: AppDefinition): AppDefinition {
  const isProper = ([key, value]: [string, unknown]) => {
    const anew = SAID_TWICE[key];
    const saidTwice = anew !== undefined && definition[anew] != null;
    return !SHOWN_ONLY.has(key) && !saidTwice && value !== null && value !== undefined;
  };
  return Object.fromEntries(Object.entries(definition).filter(isProper));
}

/** The definition with the change made. */
export function changed(before: AppDefinition, change: DefinitionChange): AppDefinition {
  const { image, command, cpus, memMiB, diskMiB, instances, labels, env, definition } = change;
  const patch = {
    ...(image != null && { container: { ...typeOf(before), docker: { image } } }),
    ...(command != null && { cmd: command }),
    ...(cpus != null && { cpus }),
    ...(memMiB != null && { mem: memMiB }),
    ...(diskMiB != null && { disk: diskMiB }),
    ...(instances != null && { instances }),
  };
  const whole = { ...(labels != null && { labels: mapOf(labels) }), ...(env != null && { env: mapOf(env) }) };
  return merged({ ...merged(before, patch), ...whole }, definition ?? {});
}

const typeOf = (before: AppDefinition) => (isObject(before['container']) && 'type' in before['container'] ? {} : { type: 'DOCKER' });

const mapOf = (pairs: readonly NameValue[]) => Object.fromEntries(pairs.map(({ name, value }) => [name, value]));

/** RFC 7396. */
function merged(target: unknown, patch: Readonly<Record<string, unknown>>): AppDefinition {
  const result: Record<string, unknown> = { ...(isObject(target) ? target : {}) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else if (value !== undefined) result[key] = isObject(value) ? merged(result[key], value) : value;
  }
  return result;
}

/** The members at the top that differ. */
export function changedFields(before: AppDefinition, after: AppDefinition): readonly string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => canonical(before[key]) !== canonical(after[key])).sort();
}

/** One leaf that differs; null: it is not there. */
export interface LeafChange {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
  /** As they may be shown and kept. */
  readonly shown: { readonly before: unknown; readonly after: unknown };
}

/** Every leaf that differs, by path. */
export function diff(before: AppDefinition, after: AppDefinition): readonly LeafChange[] {
  const was = leaves(before);
  const is = leaves(after);
  // Of the whole: what is a secret may be told by what stands above or before it.
  const shownWas = leaves(masked(before));
  const shownIs = leaves(masked(after));
  const paths = [...new Set([...was.keys(), ...is.keys()])].sort();
  return paths
    .map((path) => ({
      path,
      before: was.get(path) ?? null,
      after: is.get(path) ?? null,
      shown: { before: shownWas.get(path) ?? null, after: shownIs.get(path) ?? null },
    }))
    .filter((leaf) => canonical(leaf.before) !== canonical(leaf.after));
}

/** Values by path, `container.docker.image`; a member without members is a leaf. A dot in a name is written `\.`. */
export function leaves(value: unknown, path = ''): Map<string, unknown> {
  const members = Array.isArray(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : [];
  if (members.length === 0) return new Map(path === '' || value === null || value === undefined ? [] : [[path, value]]);
  return new Map(members.flatMap(([key, member]) => [...leaves(member, joined(path, String(key)))]));
}

const joined = (path: string, key: string): string => (path === '' ? '' : `${path}.`) + key.replaceAll('.', '\\.');

/** One line for each leaf, without secrets: for people. */
export function inLines(changes: readonly LeafChange[]): { readonly before: string; readonly after: string } {
  const before: string[] = [];
  const after: string[] = [];
  for (const leaf of changes) {
    const was = shownLeaf(leaf.shown.before);
    const is = shownLeaf(leaf.shown.after);
    if (leaf.before !== null) before.push(`${leaf.path}: ${was}`);
    if (leaf.after !== null) after.push(`${leaf.path}: ${is}${leaf.before !== null && was === is ? ' (changed)' : ''}`);
  }
  return { before: before.join('\n'), after: after.join('\n') };
}

const shownLeaf = (value: unknown): string => (value === MASK ? MASK : canonical(value));

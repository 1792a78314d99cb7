import { idOfHost, type Host } from '../hosts/model.ts';
import type { At } from './live.ts';
import type { EventDraft } from './model.ts';

/** What a host is, without what it is used for: that changes with every task. */
export const hostDigest = ({ active, ip, cpus, memMiB, diskMiB, version }: Host): string =>
  [active, ip, cpus, memMiB, diskMiB, version].join('|');

/** `known`: it was recorded before, though nobody remembers how it was. */
export function hostEvent(
  before: Host | undefined,
  after: Host | undefined,
  place: At,
  known = before !== undefined,
): EventDraft | undefined {
  const host = after ?? before;
  if (!host || (before && after && hostDigest(before) === hostDigest(after))) return undefined;
  const common = { ...place, kindVersion: 1, subject: host.id };
  if (!after) return { ...common, kind: 'HOST_LEFT', summary: `${host.name} is no longer listed.`, body: { before: facts(host) } };
  if (!known) return { ...common, kind: 'HOST_JOINED', summary: `${host.name} joined.`, body: { after: facts(host) } };
  const turned = before && before.active !== after.active ? ` It is ${after.active ? 'active again' : 'no longer active'}.` : '';
  return {
    ...common,
    kind: 'HOST_CHANGED',
    summary: `${host.name} changed.${turned}`,
    body: { before: before ? facts(before) : null, after: facts(after) },
  };
}

export function hostMissed(name: string, place: At): EventDraft {
  return {
    ...place,
    kind: 'HOST_LEFT',
    kindVersion: 1,
    subject: idOfHost(name),
    summary: `${name} left while nobody recorded.`,
    body: { before: null },
  };
}

const facts = ({ active, ip, cpus, memMiB, diskMiB, version }: Host) => ({ active, ip, cpus, memMiB, diskMiB, version });

import { createHash } from 'node:crypto';
import { isObject, type JsonObject } from '../web.ts';
import type { Container } from './container.ts';
import { mounts, networkSettings, sizes } from './inspect.ts';

/** `GET /containers/json`: running ones, with `all` those that ended as well. */
export function listJson(containers: readonly Container[], query: URLSearchParams): JsonObject[] {
  const filters = readFilters(query.get('filters'));
  const all = isSet(query.get('all')) || filters.has('status') || filters.has('exited');
  const limit = Number(query.get('limit') ?? 0);
  const chosen = containers
    .filter(({ end }) => all || end === null)
    .filter((container) => matches(container, filters))
    .toSorted((a, b) => b.startedAt - a.startedAt);
  const some = limit > 0 ? chosen.slice(0, limit) : chosen;
  return some.map((container) => rowJson(container, isSet(query.get('size'))));
}

export const isSet = (value: string | null) => value === '1' || value === 'true' || value === 'True';

function rowJson(container: Container, withSize: boolean): JsonObject {
  const { id, name, image, command, startedAt, end, labels, ports, hostIp } = container;
  const { Networks } = networkSettings(container);
  return {
    ...{ Id: id, Names: [name], Image: image },
    ImageID: `sha256:${createHash('sha256').update(image).digest('hex')}`,
    ...{ Command: `/bin/sh -c '${command}'`, Created: Math.floor(startedAt / 1000) },
    Ports: ports.map(({ inside, outside }) => ({
      IP: hostIp,
      PrivatePort: inside,
      PublicPort: outside,
      Type: 'tcp',
    })),
    ...(withSize && sizes(container)),
    ...{ Labels: labels, State: end ? 'exited' : 'running', Status: statusText(container) },
    ...{
      HostConfig: { NetworkMode: 'acme' },
      NetworkSettings: { Networks },
      Mounts: mounts(container),
    },
  };
}

function statusText({ startedAt, end }: Container): string {
  return end ? `Exited (${end.code}) ${ago(end.at)} ago` : `Up ${ago(startedAt)}`;
}

function ago(at: number): string {
  const seconds = Math.max(1, Math.floor((Date.now() - at) / 1000));
  if (seconds < 60) return `${seconds} seconds`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} minutes`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)} hours`;
  return `${Math.floor(seconds / 86_400)} days`;
}

type Filters = ReadonlyMap<string, readonly string[]>;

/** `{"label":["k=v"]}`, or the older `{"label":{"k=v":true}}`. */
function readFilters(text: string | null): Filters {
  if (text === null || text === '') return new Map();
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) return new Map();
  const entries = Object.entries(value).map(([key, each]): [string, string[]] => [
    key,
    Array.isArray(each) ? each.map(String) : isObject(each) ? Object.keys(each) : [],
  ]);
  return new Map(entries);
}

function matches(container: Container, filters: Filters): boolean {
  return [...filters].every(([key, values]) => {
    if (key === 'label') return values.every((value) => hasLabel(container, value));
    if (key === 'status') return values.includes(container.end ? 'exited' : 'running');
    if (key === 'name') return values.some((value) => new RegExp(value).test(container.name));
    if (key === 'id') return values.some((value) => container.id.startsWith(value));
    return true;
  });
}

function hasLabel({ labels }: Container, wanted: string): boolean {
  const at = wanted.indexOf('=');
  return at < 0 ? wanted in labels : labels[wanted.slice(0, at)] === wanted.slice(at + 1);
}

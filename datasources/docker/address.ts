import type Docker from 'dockerode';
import { isIPv6 } from 'node:net';
import type { Secret } from '../../src/kit/secret.ts';

export interface DockerHost {
  readonly name: string;
  readonly ip: string | null;
}

export interface DockerTls {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: Secret | undefined;
}

/**
 * Where the engine of a host listens, by a template such as `https://{host}:2376`, `http://{ip}:2375` or
 * `unix:///run/engines/{host}.sock`. Null when the host's address is not known, or its name is no name: names come from
 * other systems and must not be able to lead elsewhere.
 */
export function engineAddress(template: string, { name, ip }: DockerHost, tls: DockerTls = {}): Docker.DockerOptions | null {
  const needed = [...template.matchAll(/\{(host|ip)\}/g)].map(([, what]) => (what === 'ip' ? ip : name));
  if (needed.some((each) => each === null || !(/^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(each) || isIPv6(each)))) return null;
  const filled = template.replaceAll('{host}', name).replaceAll('{ip}', ip !== null && isIPv6(ip) ? `[${ip}]` : (ip ?? ''));
  // An empty host keeps dockerode from taking one out of the environment.
  if (filled.startsWith('unix://')) return { host: '', socketPath: filled.slice('unix://'.length), protocol: 'http' };
  const url = URL.parse(filled);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null;
  const secure = url.protocol === 'https:';
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (secure ? 2376 : 2375)),
    protocol: secure ? 'https' : 'http',
    ...(secure && { ...(tls.ca && { ca: tls.ca }), ...(tls.cert && { cert: tls.cert }), ...(tls.key && { key: tls.key.reveal() }) }),
  };
}

import type { IncomingHttpHeaders } from 'node:http';
import { Fault } from '../kit/fault.ts';

/** What is refused by its headers alone, before anybody is asked who they are. */
export interface Guard {
  /** The refusal, or undefined. */
  refuses(headers: IncomingHttpHeaders): Fault | undefined;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/;
const FORWARDED: ReadonlySet<string> = new Set(['forwarded', 'via', 'x-real-ip']);

/** Who talks to a server that asks for a token: under one of its names, and from a browser only by pages of listed sites. */
export function closedGuard(hosts: ReadonlySet<string>, origins: ReadonlySet<string>): Guard {
  return {
    refuses({ host = '', origin }) {
      // A name that a page makes point here would make that page's origin ours.
      if (!hosts.has(host.replace(/:\d+$/, '').toLowerCase()) && !LOOPBACK.test(host))
        return new Fault('FORBIDDEN', 'Host is no name of this server; server.hosts lists them.');
      return origin !== undefined && !isOf(origin, host) && !origins.has(origin) ? FOREIGN : undefined;
    },
  };
}

const FOREIGN = new Fault('FORBIDDEN', 'Requests from pages of other sites are refused; server.origins lists the ones that are not.');

const isOf = (origin: string, host: string): boolean => origin === `http://${host}` || origin === `https://${host}`;

/**
 * Open on loopback means open as an administrator: a proxy on this machine would publish that, and a page of another site
 * could use it through the visitor's browser (by Origin, or by a name that it makes point to 127.0.0.1).
 */
export function openGuard(origins: ReadonlySet<string>): Guard {
  let known = '';
  return {
    refuses(headers) {
      for (const name in headers) {
        if (name.startsWith('x-forwarded-') || FORWARDED.has(name)) {
          return new Fault(
            'FORBIDDEN',
            `This server is open to this machine only and does not serve proxies (header ${name}). Configure authentication to publish it.`,
          );
        }
      }
      const host = headers.host ?? '';
      if (host !== known) {
        if (!LOOPBACK.test(host)) return new Fault('FORBIDDEN', 'Host is not a loopback address of this server.');
        known = host;
      }
      const { origin } = headers;
      return origin !== undefined && origin !== `http://${host}` && !origins.has(origin) ? FOREIGN : undefined;
    },
  };
}

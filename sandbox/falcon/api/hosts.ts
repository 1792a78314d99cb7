import { wire, type Json } from '../../web.ts';
import type { Host, Portal } from '../portal.ts';
import { bind } from './bind.ts';
import { numberIn, Refused, type Call, type Route } from './call.ts';
import type { PortalDeps } from './hostgroups.ts';

/** Single hosts: when they are under repair, and what they belong to. */
export function hostRoutes(deps: PortalDeps): readonly Route[] {
  const { portal } = deps;
  return [
    ['POST', /^\/host\/maintain$/, (call) => maintain(call, deps)],
    ['DELETE', /^\/host\/maintain$/, (call) => change(chosen(call, portal), { maintain_begin: 0, maintain_end: 0 }, deps)],
    ['GET', /^\/host\/([^/]+)\/hostgroup$/, ({ params: [id] }) => groupsOf(numberIn(id), portal).map(wire)],
    [
      'GET',
      /^\/host\/([^/]+)\/template$/,
      ({ params: [id] }) => {
        const templates = groupsOf(numberIn(id), portal).flatMap((group) => portal.templatesOf(group.id));
        return [...new Map(templates.map((template) => [template.id, template])).values()].map(wire);
      },
    ],
  ];
}

function maintain(call: Call, deps: PortalDeps): Json {
  const { Begin, End } = bind(call, 'APISetMaintainInput', {
    Begin: ['maintain_begin', 'int64', 'required'],
    End: ['maintain_end', 'int64', 'required'],
  });
  return change(chosen(call, deps.portal), { maintain_begin: Begin, maintain_end: End }, deps);
}

/** By name or, without any, by number; those that are not known are passed over. */
function chosen(call: Call, portal: Portal) {
  const { Hosts, Ids } = bind(call, 'APISetMaintainInput', { Hosts: ['hosts', '[]string'], Ids: ['ids', '[]int64'] });
  if (Hosts.length > 0) return { through: 'hosts', hosts: Hosts.flatMap((name) => portal.host(name) ?? []) };
  if (Ids.length > 0) return { through: 'ids', hosts: Ids.flatMap((id) => portal.hosts.find(id) ?? []) };
  throw new Refused('hosts or ids is required');
}

function change(
  { through, hosts }: ReturnType<typeof chosen>,
  window: Pick<Host, 'maintain_begin' | 'maintain_end'>,
  { portal, wrote }: PortalDeps,
): Json {
  const changed = hosts.filter((host) => portal.hosts.update({ ...host, ...window }));
  for (const { hostname } of changed) wrote('host.maintain', hostname);
  return `Through: ${through}, Affect row: ${changed.length}`;
}

const groupsOf = (host: number, portal: Portal) => portal.groups.all().filter(({ id }) => portal.members.get(id)?.has(host));

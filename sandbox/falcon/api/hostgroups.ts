import { wire, type Json } from '../../web.ts';
import type { HostGroup, Portal } from '../portal.ts';
import type { User } from '../uic.ts';
import { bind } from './bind.ts';
import { duplicate, EXPECTATION_FAILED, found, matcher, numberIn, paged, Refused, type Call, type Route } from './call.ts';

export interface PortalDeps {
  readonly portal: Portal;
  readonly wrote: (kind: string, target: string | number) => void;
}

/** Groups of hosts: by their names strategies find the endpoints that they judge. */
export function hostgroupRoutes(deps: PortalDeps): readonly Route[] {
  const { portal, wrote } = deps;
  return [
    ['GET', /^\/hostgroup$/, ({ query }) => list(query, portal)],
    ['POST', /^\/hostgroup$/, (call) => create(call, deps)],
    ['PUT', /^\/hostgroup(?:\/update\/\d+)?$/, (call) => rename(call, deps)],
    ['POST', /^\/hostgroup\/host$/, (call) => replaceHosts(call, deps)],
    ['PUT', /^\/hostgroup\/host$/, (call) => unbindHost(call, deps)],
    [
      'GET',
      /^\/hostgroup\/([^/]+)$/,
      ({ params: [id], query }) => {
        const group = groupOf(portal, numberIn(id));
        const matches = matcher(query.get('q') ?? '.+');
        return {
          hostgroup: wire(group),
          hosts: portal
            .hostsOf(group.id)
            .filter(({ hostname }) => matches(hostname))
            .map(wire),
        };
      },
    ],
    [
      'DELETE',
      /^\/hostgroup\/([^/]+)$/,
      ({ params: [text], user }) => {
        const id = numberIn(text);
        if (!isAdmin(user)) mine(user, groupOf(portal, id, 400), "You don't have permission!", 400);
        portal.members.delete(id);
        // The bindings of its templates stay, as rows that lead nowhere.
        if (portal.groups.delete(id)) wrote('hostgroup.delete', id);
        return `hostgroup:${id} has been deleted`;
      },
    ],
    ['PATCH', /^\/hostgroup\/([^/]+)\/host$/, (call) => patchHosts(call, deps)],
    ['GET', /^\/hostgroup\/([^/]+)\/template$/, ({ params: [id] }) => templatesOf(numberIn(id), portal)],
    ['POST', /^\/hostgroup\/template$/, (call) => bindTemplate(call, deps)],
    ['PUT', /^\/hostgroup\/template$/, (call) => unbindTemplate(call, deps)],
  ];
}

function list(query: URLSearchParams, portal: Portal): Json {
  const matches = matcher(query.get('q') ?? '.+');
  const groups = portal.groups.all().filter(({ grp_name }) => matches(grp_name));
  return paged(groups, query).map(wire);
}

function create(call: Call, { portal, wrote }: PortalDeps): Json {
  const { Name } = bind(call, 'APICreateHostGroup', { Name: ['name', 'string', 'required'] });
  free(portal, Name);
  const group = portal.groups.insert({ grp_name: Name, create_user: call.user?.name ?? '' });
  wrote('hostgroup.create', Name);
  return wire(group);
}

function rename(call: Call, { portal, wrote }: PortalDeps): Json {
  const { ID, Name } = bind(call, 'APIHostGroupInputs', { ID: ['id', 'int64', 'required'], Name: ['grp_name', 'string', 'required'] });
  const group = groupOf(portal, ID);
  if (group.grp_name !== Name) free(portal, Name);
  if (portal.groups.update({ ...group, grp_name: Name })) wrote('hostgroup.update', ID);
  return 'hostgroup profile updated';
}

/** These hosts and no others; who is not known yet becomes a host by it. */
function replaceHosts(call: Call, { portal, wrote }: PortalDeps): Json {
  const { Hosts, HostGroupID } = bind(call, 'APIBindHostToHostGroupInput', {
    Hosts: ['hosts', '[]string', 'required'],
    HostGroupID: ['hostgroup_id', 'int64', 'required'],
  });
  const group = groupOf(portal, HostGroupID);
  mine(call.user, group, "You don't have permission.");
  const ids = Hosts.map((hostname) => portal.hostOrNew(hostname).id);
  const before = [...(portal.members.get(group.id) ?? [])];
  const after = new Set(ids);
  if (after.size < ids.length)
    throw new Refused(`create grphost got error: ${duplicate(`${group.id}-${ids[0] ?? 0}`, 'PRIMARY')}`, EXPECTATION_FAILED);
  portal.members.set(group.id, after);
  if (before.length !== after.size || before.some((id) => !after.has(id))) wrote('hostgroup.hosts', group.id);
  return `[${ids.join(' ')}] bind to hostgroup: ${group.id}`;
}

function unbindHost(call: Call, { portal, wrote }: PortalDeps): Json {
  const { HostID, HostGroupID } = bind(call, 'APIUnBindAHostToHostGroup', {
    HostID: ['host_id', 'int64', 'required'],
    HostGroupID: ['hostgroup_id', 'int64', 'required'],
  });
  if (!isAdmin(call.user)) mine(call.user, groupOf(portal, HostGroupID, 400), "You don't have permission!", 400);
  if (portal.members.get(HostGroupID)?.delete(HostID)) wrote('hostgroup.hosts', HostGroupID);
  return `unbind host:${HostID} of hostgroup: ${HostGroupID}`;
}

function patchHosts(call: Call, { portal, wrote }: PortalDeps): Json {
  const { Action, Hosts } = bind(call, 'APIPatchHostGroupHost', {
    Action: ['action', 'string', 'required'],
    Hosts: ['hosts', '[]string', 'required'],
  });
  const id = numberIn(call.params[0]);
  if (Action !== 'add' && Action !== 'remove') throw new Refused('action must be add or remove');
  const group = groupOf(portal, id);
  mine(call.user, group, "You don't have permission.");
  const members = portal.members.get(id) ?? new Set<number>();
  portal.members.set(id, members);
  const size = members.size;
  const said = Action === 'add' ? added(Hosts, members, portal, group) : removed(Hosts, members, portal, group);
  if (members.size !== size) wrote('hostgroup.hosts', id);
  return said;
}

function added(hosts: readonly string[], members: Set<number>, portal: Portal, group: HostGroup): string {
  const [fresh, known]: [string[], string[]] = [[], []];
  for (const hostname of hosts) {
    const { id } = portal.hostOrNew(hostname);
    (members.has(id) ? known : fresh).push(hostname);
    members.add(id);
  }
  return `[${fresh.join(' ')}] bind to hostgroup: ${group.grp_name}, [${known.join(' ')}] have been exist`;
}

function removed(hosts: readonly string[], members: Set<number>, portal: Portal, group: HostGroup): string {
  const known = hosts.filter((hostname) => portal.host(hostname));
  for (const hostname of known) members.delete(portal.host(hostname)?.id ?? 0);
  return `[${known.join(' ')}] unbind to hostgroup: ${group.grp_name}`;
}

function templatesOf(id: number, portal: Portal): Json {
  const group = groupOf(portal, id);
  return { hostgroup: wire(group), templates: portal.templatesOf(id).map(wire) };
}

function bindTemplate(call: Call, { portal, wrote }: PortalDeps): Json {
  const { tpl_id, grp_id } = idsOf(call);
  if (portal.bindings.some((each) => each.grp_id === grp_id && each.tpl_id === tpl_id)) {
    throw new Refused('this binding already existing, reject!');
  }
  const binding = { grp_id, tpl_id, bind_user: call.user?.name ?? '' };
  portal.bindings.push(binding);
  wrote('hostgroup.template', `${grp_id}/${tpl_id}`);
  return binding;
}

function unbindTemplate(call: Call, { portal, wrote }: PortalDeps): Json {
  const { tpl_id, grp_id } = idsOf(call);
  const binding = portal.bindings.find((each) => each.grp_id === grp_id && each.tpl_id === tpl_id);
  if (!isAdmin(call.user) && binding?.bind_user !== call.user?.name) throw new Refused("You don't have permission can do this.");
  if (portal.unbind((each) => each === binding)) wrote('hostgroup.template', `${grp_id}/${tpl_id}`);
  return `template: ${tpl_id} is unbind of HostGroup: ${grp_id}`;
}

function idsOf(call: Call) {
  const { TplID, GrpID } = bind(call, 'APIBindTemplateToGroupInputs', { TplID: ['tpl_id', 'int64'], GrpID: ['grp_id', 'int64'] });
  return { tpl_id: TplID, grp_id: GrpID };
}

function free(portal: Portal, name: string): void {
  if (portal.groups.all().some(({ grp_name }) => grp_name === name)) {
    throw new Refused(duplicate(name, 'idx_host_grp_grp_name'), EXPECTATION_FAILED);
  }
}

const groupOf = (portal: Portal, id: number, status = EXPECTATION_FAILED) => found(portal.groups.find(id), status);

export const isAdmin = (user: User | undefined) => (user?.role ?? 0) > 0;

export function mine(user: User | undefined, row: { readonly create_user: string }, why: string, status = EXPECTATION_FAILED): void {
  if (!isAdmin(user) && row.create_user !== user?.name) throw new Refused(why, status);
}

import type { FalconPortal } from '../datasources/falcon/portal.ts';
import type { HostGroup, Template } from '../datasources/falcon/portal-model.ts';
import type { MonitoringPort } from './actions/monitoring/port.ts';
import { Fault, unlessGone } from './kit/fault.ts';
import { sameStrategy, type MaintenanceWindow, type WatchChange, type Watched } from './monitoring/model.ts';
import { nodataIn, nodataName } from './monitoring/nodata.ts';
import { actionOf, expressionPort } from './expression-port.ts';
import { teamPort } from './team-port.ts';
import { GONE, nodeOfName, teamsOf, watchName } from './monitoring/ours.ts';

export interface MonitoringPortDeps {
  readonly portal: FalconPortal;
  /** What Canopy's groups and templates begin with: all others are somebody else's, and are left alone. */
  readonly prefix: string;
  /** What Falcon is to call; holds a secret. Undefined: nothing is called, and alarms reach teams alone. */
  readonly callback: () => string | undefined;
  readonly writeDeadlineMs: number;
  readonly down: () => string | undefined;
}

/** The pipeline's port on what Falcon watches. */
export function monitoringPort({ portal, prefix, callback, writeDeadlineMs, down }: MonitoringPortDeps): MonitoringPort {
  const { groups, templates } = portal;
  const within = () => AbortSignal.timeout(writeDeadlineMs);
  const nameOf = (nodeId: string) => watchName(prefix, nodeId);
  const ours = (template: Template) => nodeOfName(prefix, template.name) ?? [];

  /** As Falcon numbers them; a number says nothing to anybody else. */
  const parentOf = async (id: number, signal: AbortSignal): Promise<string | null> => {
    if (id === 0) return null;
    // One that was deleted leaves its number behind.
    const parent = await unlessGone(templates.detail(id, signal));
    return parent ? (nodeOfName(prefix, parent.template.name) ?? parent.template.name) : GONE;
  };

  const groupOf = async (nodeId: string, signal: AbortSignal): Promise<HostGroup> =>
    need(await groups.find(nameOf(nodeId), signal), 'group', nodeId);
  const templateOf = async (nodeId: string, signal: AbortSignal): Promise<Template> =>
    need(await templates.find(nameOf(nodeId), signal), 'template', nodeId);
  const idOf = async (nodeId: string | null, signal: AbortSignal): Promise<number> =>
    nodeId === null ? 0 : (await templateOf(nodeId, signal)).id;

  const watchedGroup = async (nodeId: string, signal: AbortSignal): Promise<Watched['group']> => {
    const group = await groups.find(nameOf(nodeId), signal);
    const hosts = group && (await unlessGone(groups.hostsOf(group.id, signal)));
    const bound = group && (await unlessGone(groups.templatesOf(group.id, signal)));
    return hosts && bound ? { hosts: hosts.map(({ name }) => name).sort(), templates: bound.flatMap(ours) } : null;
  };
  const watchedTemplate = async (nodeId: string, signal: AbortSignal): Promise<Watched['template']> => {
    const found = await templates.find(nameOf(nodeId), signal);
    const detail = found && (await unlessGone(templates.detail(found.id, signal)));
    if (!detail) return null;
    const { template, strategies, action } = detail;
    return { parent: await parentOf(template.parentId, signal), strategies, teams: teamsOf(action, callback()) };
  };

  const watchedNodata = async (nodeId: string, signal: AbortSignal): Promise<Watched['nodata']> =>
    (await portal.nodatas(signal)).flatMap((row) => {
      const found = nodataIn(prefix, row);
      return found?.nodeId === nodeId ? [found.nodata] : [];
    });

  const ofTemplate = async (nodeId: string, change: WatchChange, signal: AbortSignal): Promise<boolean> => {
    if ('make' in change && change.make === 'template') await templates.ensure(nameOf(nodeId), await idOf(change.parent, signal), signal);
    else if ('set' in change && change.set === 'parent') await templates.ensure(nameOf(nodeId), await idOf(change.parent, signal), signal);
    else if ('set' in change && change.set === 'receivers') {
      const url = callback();
      await templates.ensureAction((await templateOf(nodeId, signal)).id, actionOf(change.teams, url), signal);
    } else if ('put' in change && change.put === 'strategy') {
      const { id } = await templateOf(nodeId, signal);
      const { before } = change;
      const held = before && (await templates.strategies(id, signal)).find((each) => sameStrategy(each, before));
      await templates.ensureStrategy(id, { ...change.strategy, ...(held && { id: held.id }) }, signal);
    } else if ('drop' in change && change.drop === 'strategy') {
      const { strategy } = change;
      const { id } = await templateOf(nodeId, signal);
      const held = (await templates.strategies(id, signal)).find((each) => sameStrategy(each, strategy));
      if (held) await templates.removeStrategy(held.id, signal);
    } else if ('drop' in change && change.drop === 'template') {
      const found = await templates.find(nameOf(nodeId), signal);
      if (found) await templates.remove(found.id, signal);
    } else return false;
    return true;
  };

  const ofNodata = async (nodeId: string, change: WatchChange, signal: AbortSignal): Promise<boolean> => {
    if (!('nodata' in change)) return false;
    const { figure, metric, tags, stepMs, mock } = change.nodata;
    const name = nodataName(prefix, nodeId, figure);
    if ('put' in change)
      await portal.ensureNodata({ name, obj: nameOf(nodeId), objType: 'group', metric, tags, type: 'GAUGE', stepMs, mock }, signal);
    else {
      const found = (await portal.nodatas(signal)).find((each) => each.name === name);
      if (found) await portal.removeNodata(found.id, signal);
    }
    return true;
  };

  const ofGroup = async (nodeId: string, change: WatchChange, signal: AbortSignal): Promise<void> => {
    if ('make' in change) await groups.ensure(nameOf(nodeId), signal);
    else if ('add' in change) await groups.addHosts((await groupOf(nodeId, signal)).id, change.hosts, signal);
    else if ('remove' in change) await groups.removeHosts((await groupOf(nodeId, signal)).id, change.hosts, signal);
    else if ('bind' in change) await groups.ensureBound((await groupOf(nodeId, signal)).id, await idOf(change.bind, signal), signal);
    else if ('unbind' in change) await groups.ensureUnbound((await groupOf(nodeId, signal)).id, await idOf(change.unbind, signal), signal);
    else {
      const found = await groups.find(nameOf(nodeId), signal);
      if (found) await groups.remove(found.id, signal);
    }
  };

  return {
    ...teamPort({ portal, within }),
    ...expressionPort({ portal, callback, within }),
    writeDeadlineMs,
    down,
    watched: async (nodeId, signal) => ({
      group: await watchedGroup(nodeId, signal),
      template: await watchedTemplate(nodeId, signal),
      nodata: await watchedNodata(nodeId, signal),
    }),
    maintained: async (nodeIds, signal) => {
      const windows = new Map<string, MaintenanceWindow | null>();
      for (const nodeId of nodeIds) {
        const group = await groups.find(nameOf(nodeId), signal);
        for (const { name, window } of (group && (await unlessGone(groups.hostsOf(group.id, signal)))) ?? []) windows.set(name, window);
      }
      return windows;
    },
    maintain: async (endpoints, window) => {
      if (window) await groups.maintain(endpoints, window.from, window.until, within());
      else await groups.endMaintenance(endpoints, within());
    },
    change: async (nodeId, change) => {
      const signal = within();
      if (await ofNodata(nodeId, change, signal)) return;
      if (!(await ofTemplate(nodeId, change, signal))) await ofGroup(nodeId, change, signal);
    },
  };
}

function need<T>(found: T | undefined, what: string, nodeId: string): T {
  if (found !== undefined) return found;
  throw new Fault('NOT_FOUND', `Falcon has no ${what} of the node ${nodeId}.`, { source: 'falcon' });
}

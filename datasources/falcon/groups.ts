import { Fault } from '../../src/kit/fault.ts';
import { decodeBound, decodeGroup, decodeGroupHosts, decodeGroups } from './decode-portal.ts';
import { ignored, named, SECOND_MS } from './model.ts';
import type { Ensured, GroupHost, HostGroup, Template } from './portal-model.ts';
import type { Transport } from './transport.ts';

/** Groups of hosts: whom templates judge. Each `ensure` reads first, and sends nothing where all is as it should be. */
export class FalconGroups {
  constructor(private readonly transport: Transport) {}

  async find(name: string, signal: AbortSignal): Promise<HostGroup | undefined> {
    const { value } = await this.transport.ask('GET', `/hostgroup?q=${named(name)}`, undefined, signal, decodeGroups);
    return value.find((group) => group.name === name);
  }

  async all(signal: AbortSignal): Promise<readonly HostGroup[]> {
    return (await this.transport.ask('GET', '/hostgroup', undefined, signal, decodeGroups)).value;
  }

  async ensure(name: string, signal: AbortSignal): Promise<Ensured<HostGroup>> {
    const there = await this.find(name, signal);
    if (there) return { value: there, changed: false };
    const { value } = await this.transport.write('POST', '/hostgroup', { name }, signal, decodeGroup);
    return { value, changed: true };
  }

  /** Its templates lose their hold on it too. */
  async remove(id: number, signal: AbortSignal): Promise<void> {
    for (const template of await this.templatesOf(id, signal)) await this.unbind(id, template.id, signal);
    await this.transport.write('DELETE', `/hostgroup/${id}`, undefined, signal, ignored);
  }

  async hostsOf(id: number, signal: AbortSignal): Promise<readonly GroupHost[]> {
    return (await this.transport.ask('GET', `/hostgroup/${id}`, undefined, signal, decodeGroupHosts)).value;
  }

  /** These hosts and no others; a name that Falcon does not know becomes a host by it. */
  async ensureHosts(id: number, hosts: readonly string[], signal: AbortSignal): Promise<Ensured<readonly string[]>> {
    const wanted = [...new Set(hosts)].sort();
    const there = (await this.hostsOf(id, signal)).map(({ name }) => name).sort();
    if (there.join('\n') === wanted.join('\n')) return { value: wanted, changed: false };
    await this.transport.write('POST', '/hostgroup/host', { hosts: wanted, hostgroup_id: id }, signal, ignored);
    return { value: wanted, changed: true };
  }

  /** Beside those that are in it; a name that Falcon does not know becomes a host by it. */
  async addHosts(id: number, hosts: readonly string[], signal: AbortSignal): Promise<void> {
    await this.transport.write('PATCH', `/hostgroup/${id}/host`, { hosts, action: 'add' }, signal, ignored);
  }

  async removeHosts(id: number, hosts: readonly string[], signal: AbortSignal): Promise<void> {
    await this.transport.write('PATCH', `/hostgroup/${id}/host`, { hosts, action: 'remove' }, signal, ignored);
  }

  async templatesOf(id: number, signal: AbortSignal): Promise<readonly Template[]> {
    return (await this.transport.ask('GET', `/hostgroup/${id}/template`, undefined, signal, decodeBound)).value;
  }

  async ensureBound(id: number, templateId: number, signal: AbortSignal): Promise<Ensured<null>> {
    const bound = (await this.templatesOf(id, signal)).some((template) => template.id === templateId);
    if (!bound) await this.transport.write('POST', '/hostgroup/template', { tpl_id: templateId, grp_id: id }, signal, ignored);
    return { value: null, changed: !bound };
  }

  async ensureUnbound(id: number, templateId: number, signal: AbortSignal): Promise<Ensured<null>> {
    const bound = (await this.templatesOf(id, signal)).some((template) => template.id === templateId);
    if (bound) await this.unbind(id, templateId, signal);
    return { value: null, changed: bound };
  }

  /** Nothing is said of these hosts meanwhile; hosts that Falcon does not know are passed over. */
  async maintain(hosts: readonly string[], from: number, to: number, signal: AbortSignal): Promise<void> {
    if (hosts.length === 0) throw new Fault('BAD_USER_INPUT', 'A maintenance of no host.', { source: this.transport.source });
    const window = { maintain_begin: Math.floor(from / SECOND_MS), maintain_end: Math.ceil(to / SECOND_MS) };
    await this.transport.write('POST', '/host/maintain', { hosts, ...window }, signal, ignored);
  }

  async endMaintenance(hosts: readonly string[], signal: AbortSignal): Promise<void> {
    await this.transport.write('DELETE', '/host/maintain', { hosts }, signal, ignored);
  }

  private async unbind(id: number, templateId: number, signal: AbortSignal): Promise<void> {
    await this.transport.write('PUT', '/hostgroup/template', { tpl_id: templateId, grp_id: id }, signal, ignored);
  }
}

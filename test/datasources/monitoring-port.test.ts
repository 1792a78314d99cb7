import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Falcon } from '../../datasources/falcon/client.ts';
import type { MonitoringPort } from '../../src/actions/monitoring/port.ts';
import { isDone } from '../../src/actions/monitoring/verbs.ts';
import { monitoringPort } from '../../src/monitoring-port.ts';
import { changesOf, NOTHING_WANTED, NOTHING_WATCHED, type Wanted } from '../../src/monitoring/coverage.ts';
import type { MetricName, Strategy, WatchedNodata } from '../../src/monitoring/model.ts';
import { startFalcon, type FalconSandbox } from '../sandbox/falcon.ts';
import { falconAt } from '../support/falcon.ts';

const strategy = (metric: string, rightValue: number): Strategy => ({
  ...{ metric, tags: '', func: 'all(#3)', op: '<', rightValue, maxStep: 3, priority: 2, note: 'x', runBegin: '', runEnd: '' },
});

const nodata = (figure: MetricName, metric: string): WatchedNodata => ({
  ...{ figure, ofGroup: true, metric, tags: '', type: 'GAUGE', stepMs: 60_000, mock: -1 },
});

describe('what Falcon has of a node', () => {
  let sandbox: FalconSandbox;
  let falcon: Falcon;
  let port: MonitoringPort;
  const { signal } = new AbortController();
  const callback = 'http://127.0.0.1:1/hooks/falcon/secret';
  beforeAll(async () => {
    sandbox = await startFalcon();
    falcon = falconAt(sandbox.falcon);
    port = monitoringPort({
      portal: falcon.portal,
      prefix: 'canopy',
      callback: () => callback,
      writeDeadlineMs: 5_000,
      down: () => undefined,
    });
  });
  afterAll(async () => {
    await falcon.close();
    await sandbox.stop();
  });

  /** Each change is done by its own write, and what is there shows it. */
  async function make(nodeId: string, wanted: Wanted): Promise<void> {
    const before = await port.watched(nodeId, signal);
    const changes = changesOf(wanted, before);
    for (const change of changes) {
      expect(isDone(change, await port.watched(nodeId, signal))).toBe(false);
      await port.change(nodeId, change);
      expect(isDone(change, await port.watched(nodeId, signal))).toBe(true);
    }
    expect(changesOf(wanted, await port.watched(nodeId, signal))).toEqual([]);
  }

  it('becomes what it should be, again and again, from nothing to nothing', async () => {
    const above: Wanted = { ...NOTHING_WANTED, template: { parent: null, strategies: [strategy('cpu.idle', 10)], teams: ['infra'] } };
    await make('above', above);
    await make('node', { ...NOTHING_WANTED, group: { hosts: ['t1', 't2'], template: 'above' } });
    await make('node', {
      group: { hosts: ['t2', 't3'], template: 'node' },
      template: { parent: 'above', strategies: [strategy('cpu.idle', 5), strategy('cpu.idle', 1)], teams: [] },
      nodata: [nodata('CPU_IDLE', 'cpu.idle'), nodata('PROC_QPS', 'proc.qps')],
    });
    await make('node', {
      group: { hosts: ['t3'], template: 'node' },
      template: { parent: null, strategies: [strategy('cpu.idle', 7)], teams: ['shop', 'infra'] },
      nodata: [{ ...nodata('CPU_IDLE', 'cpu.idle'), stepMs: 30_000 }],
    });
    await make('node', { ...NOTHING_WANTED, group: { hosts: ['t3'], template: 'above' } });
    await make('node', NOTHING_WANTED);
    await make('above', NOTHING_WANTED);
    expect(await port.watched('node', signal)).toEqual(NOTHING_WATCHED);
  });

  it('is of Canopy alone: what others bound to its group stays, and an action that calls somebody else is not its own', async () => {
    await make('mixed', {
      ...NOTHING_WANTED,
      ...{ group: { hosts: ['t1'], template: null }, template: { parent: null, strategies: [], teams: ['ads'] } },
    });
    const group = await falcon.portal.groups.find('canopy.mixed', signal);
    const template = await falcon.portal.templates.find('canopy.mixed', signal);
    const { value: other } = await falcon.portal.templates.ensure('by hand', 0, signal);
    await falcon.portal.groups.ensureBound(group?.id ?? 0, other.id, signal);
    expect((await port.watched('mixed', signal)).group).toEqual({ hosts: ['t1'], templates: [] });
    const quiet = { sms: false, mail: false };
    const elsewhere = { teams: ['ads'], url: 'http://127.0.0.1:2/', callback: true, beforeCallback: quiet, afterCallback: quiet };
    await falcon.portal.templates.ensureAction(template?.id ?? 0, elsewhere, signal);
    expect((await port.watched('mixed', signal)).template?.teams).toBeNull();
    expect((await port.team('ads', signal))?.members).toEqual(['ada', 'arne']);
    expect(await port.team('nobody', signal)).toBeUndefined();
  });

  it('is told apart where somebody made what stands in for a figure be of others, and mends it in place', async () => {
    const wanted: Wanted = { ...NOTHING_WANTED, group: { hosts: ['t9'], template: null }, nodata: [nodata('MEM_FREE', 'mem.free')] };
    await make('absent', wanted);
    const [row] = (await falcon.portal.nodatas(signal)).filter(({ name }) => name === 'canopy.absent.MEM_FREE');
    if (!row) throw new Error('Nothing stands in for it.');
    expect(row).toMatchObject({ obj: 'canopy.absent', objType: 'group', mock: -1 });
    await falcon.portal.ensureNodata({ ...row, obj: 'somebody', objType: 'host' }, signal);
    expect((await port.watched('absent', signal)).nodata).toMatchObject([{ figure: 'MEM_FREE', ofGroup: false }]);
    await make('absent', wanted);
    expect((await falcon.portal.nodatas(signal)).filter(({ name }) => name === row.name)).toEqual([row]);
    await make('absent', NOTHING_WANTED);
    expect((await falcon.portal.nodatas(signal)).some(({ name }) => name === row.name)).toBe(false);
  });
});

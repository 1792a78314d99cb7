import { expect, it } from 'vitest';
import { systemClock } from '../../src/kit/clock.ts';
import { applyHosts } from '../../src/live/hosts.ts';
import { recordHosts } from '../../src/live/record-hosts.ts';
import { Recorder } from '../../src/live/recorder.ts';
import { Source } from '../../src/live/source.ts';
import { onDrivers } from '../store/drivers.ts';
import { aGraph } from '../support/graph.ts';
import { quiet } from './process.ts';

onDrivers('the recorder of hosts', ['sqlite', 'mariadb'], ({ open }) => {
  it('tells of hosts that join, change and leave', async () => {
    const store = await open();
    const { graph } = aGraph(systemClock);
    const copy = graph.addHosts(new Source('mesos:main', 'mesos', 'http://127.0.0.1', systemClock, 60_000));
    copy.source.listed(1, 1);
    const lists = (...hosts: readonly object[]) =>
      applyHosts(graph, copy, { hosts: hosts.map((over) => ({ ...aHost, ...over })), unreadable: [] });
    lists({ name: 'h1' });
    const stop = new AbortController();
    const running = new Recorder({
      recorded: recordHosts(graph, copy, async () => undefined),
      store,
      clock: systemClock,
      owner: 'one',
      alone: true,
      log: quiet,
    }).run(stop.signal);
    await expect.poll(async () => (await store.recorded('mesos:main')).has('baseline')).toBe(true);
    lists({ name: 'h1', usedCpus: 3 }, { name: 'h2' });
    lists({ name: 'h1', active: false }, { name: 'h2' });
    lists({ name: 'h1', active: false });
    const told = async () =>
      (await store.events({ before: 1e9, limit: 100, order: 'oldest' })).map(({ kind, subject }) => `${kind} ${subject ?? ''}`.trim());
    await expect.poll(told).toEqual(['BASELINE', 'HOST_JOINED Host:h2', 'HOST_CHANGED Host:h1', 'HOST_LEFT Host:h2']);
    stop.abort();
    await running;
  });
});

const aHost = {
  name: 'h',
  ip: null,
  agentId: null,
  active: true,
  cpus: 4,
  memMiB: 100,
  diskMiB: 10,
  usedCpus: 1,
  usedMemMiB: 1,
  attributes: [],
  version: null,
  registeredAt: null,
};

import { describe, expect, it } from 'vitest';
import { Label } from '../../src/apps/model.ts';
import { Host, type HostRecord } from '../../src/hosts/model.ts';
import { sameHost } from '../../src/live/same.ts';

const RECORD: HostRecord = {
  name: 'h1',
  ip: '10.0.0.1',
  agentId: 'S0',
  active: true,
  cpus: 4,
  memMiB: 100,
  diskMiB: 10,
  usedCpus: 1,
  usedMemMiB: 50,
  attributes: [new Label('rack', 'r1')],
  version: '1.9.0',
  registeredAt: 1_000,
};

describe('a host that is listed again', () => {
  it('is the same when nothing about it changed', () => {
    expect(sameHost(new Host(RECORD), structuredClone(RECORD))).toBe(true);
  });

  it.each(Object.keys(RECORD) as (keyof HostRecord)[])('is another when its %s changed', (key) => {
    const other = key === 'attributes' ? [new Label('rack', 'r2')] : null;
    expect(sameHost(new Host(RECORD), { ...RECORD, [key]: other })).toBe(false);
    expect(sameHost(new Host({ ...RECORD, [key]: other }), RECORD)).toBe(false);
  });

  it('is another when it got one attribute more', () => {
    expect(sameHost(new Host(RECORD), { ...RECORD, attributes: [...RECORD.attributes, new Label('zone', 'z')] })).toBe(false);
    expect(sameHost(new Host({ ...RECORD, attributes: [] }), RECORD)).toBe(false);
  });
});

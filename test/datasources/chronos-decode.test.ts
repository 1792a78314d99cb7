import { describe, expect, it } from 'vitest';
import { decodeCsv, decodeJobs, decodeSummary } from '../../datasources/chronos/decode.ts';
import { fixture, names, present } from '../sandbox/fixtures.ts';

const job = (over: object = {}) => ({ name: 'a', command: 'true', schedule: 'R/2100-01-01T00:00:00.000Z/PT1H', ...over });

describe('jobs', () => {
  it('are what is told of them; empty texts and what is not told are null', () => {
    const more = {
      ...{ scheduleTimeZone: 'Asia/Shanghai', owner: 'a@acme.example,b@acme.example', description: 'nightly', disabled: true },
      ...{ successCount: 5, errorCount: 2, errorsSinceLastSuccess: 1, lastSuccess: '2024-01-01T00:00:00.000Z', lastError: '' },
    };
    const { items, unreadable } = decodeJobs('main', [job(more), { name: 'b', parents: ['a'], scheduleTimeZone: '', owner: '' }]);
    expect(unreadable).toEqual([]);
    expect(items).toEqual([
      {
        ...{ cluster: 'main', name: 'a', command: 'true', schedule: 'R/2100-01-01T00:00:00.000Z/PT1H', parents: [], state: null },
        ...{ ...more, lastSuccess: Date.parse('2024-01-01T00:00:00Z'), lastError: null },
      },
      {
        ...{ cluster: 'main', name: 'b', command: '', schedule: null, scheduleTimeZone: null, parents: ['a'], disabled: false },
        ...{ owner: null, description: null, successCount: 0, errorCount: 0, errorsSinceLastSuccess: 0 },
        ...{ lastSuccess: null, lastError: null, state: null },
      },
    ]);
  });

  it('that cannot be read harm only themselves, and are named where that can be', () => {
    const wrong = [{ name: 5 }, job({ name: 'c', successCount: 'many' }), job({ name: 'd', lastError: 'yesterday' }), 7];
    const { items, unreadable } = decodeJobs('main', [job(), ...wrong, { name: 'e', command: 'true' }]);
    expect(items.map(({ name }) => name)).toEqual(['a']);
    expect(unreadable).toEqual([
      { id: 'jobs[1]', problem: 'name: expected a text, found a number' },
      { id: 'c', problem: 'successCount: expected a number, found a string' },
      { id: 'd', problem: 'lastError: expected an instant, found a string' },
      { id: 'jobs[4]', problem: 'the answer: expected an object, found a number' },
      { id: 'e', problem: 'schedule: expected a text, found nothing' },
    ]);
  });

  it.each([null, {}, 'jobs'])('are no list where it is %j', (value) => {
    expect(() => decodeJobs('main', value)).toThrow('expected a list');
  });

  it.skipIf(!present).each(names('chronos'))('of the documentation are read whole: %s', (file) => {
    const { items, unreadable } = decodeJobs('main', [fixture(`chronos/${file}`)]);
    expect([items.length, unreadable]).toEqual([1, []]);
  });
});

describe('states', () => {
  const states = { a: { running: 0, queued: false }, b: { running: 0, queued: true }, c: { running: 12, queued: false } };

  it('come from a summary', () => {
    const told = Object.entries({ a: 'idle', b: 'queued', c: '12 running' }).map(([name, state]) => ({ name, status: 'fresh', state }));
    const { states: found, problem } = decodeSummary({ jobs: told });
    expect([Object.fromEntries(found), problem]).toEqual([states, null]);
  });

  it('come from lines; that it runs is one', () => {
    const text = 'node,a,fresh,idle\nnode,b,success,queued\nnode,c,failure,12 running\nnode,d,fresh,running\nlink,a,b\n';
    const { states: found, problem } = decodeCsv(text);
    expect([Object.fromEntries(found), problem]).toEqual([{ ...states, d: { running: 1, queued: false } }, null]);
  });

  it('that cannot be read harm only themselves', () => {
    const { states: found, problem } = decodeSummary({ jobs: [{ name: 'a', state: 'dreaming' }, { name: 'b', state: 'idle' }, 5] });
    expect([[...found.keys()], problem]).toEqual([['b'], 'a: state: expected idle, queued or running']);
    expect(decodeCsv('node,a,idle\nnode,b,fresh,idle\n')).toMatchObject({
      problem: 'line[0]: the answer: expected node,<job>,<outcome>,<state>',
    });
    expect(decodeCsv('<html>').problem).toContain('line[0]');
  });
});

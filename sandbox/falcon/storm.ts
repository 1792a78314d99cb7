import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from '../ledger.ts';
import type { State } from '../marathon/state.ts';
import type { JsonObject } from '../web.ts';
import { record } from './alarm.ts';
import { addressOf, call } from './callback.ts';
import type { Event } from './judge.ts';
import type { Portal } from './portal.ts';
import type { Rule } from './rules.ts';
import type { Zone } from './zone.ts';

interface Deps {
  readonly state: State;
  readonly portal: Portal;
  readonly ledger: Ledger;
  readonly zone: Zone;
}

const AT_ONCE = 32;
const TURN_MS = 10;

/** Many callbacks about tasks that run, half of them that all is well again; undefined without an address to call. */
export async function storm(
  wanted: { count: number; overMs: number; url?: string | undefined },
  deps: Deps,
): Promise<JsonObject | undefined> {
  const { state, portal, ledger, zone } = deps;
  const configured = portal.actions.all().find(({ callback, url }) => callback === 1 && url !== '');
  const address = wanted.url ?? configured?.url;
  if (address === undefined) return undefined;
  const endpoints = [...state.tasks.values()].filter((task) => task.state === 'TASK_RUNNING').map(({ id }) => id);
  const rule = ruleOf(portal);
  // Two pairs about the same task would come in any order.
  const atOnce = Math.min(AT_ONCE, endpoints.length || AT_ONCE);
  const began = performance.now();
  const times: number[] = [];
  const by: Record<string, number> = {};
  let open = 0;

  const send = async (event: Event) => {
    const called = await call(addressOf(address, event, zone));
    record(ledger, event, called);
    const answer = called.status === null ? 'failed' : String(called.status);
    by[answer] = (by[answer] ?? 0) + 1;
    times.push(called.ms);
  };
  // The second of a pair is not sent before the first is answered, as one reader would do it.
  const pair = async (first: number) => {
    const endpoint = endpoints[(first / 2) % Math.max(1, endpoints.length)] ?? `storm-${first}`;
    open += 1;
    await send(eventOf('PROBLEM', endpoint, rule));
    if (first + 1 < wanted.count) await send(eventOf('OK', endpoint, rule));
    open -= 1;
  };
  const all: Promise<void>[] = [];
  for (let next = 0; next < wanted.count;) {
    const elapsed = performance.now() - began;
    const due = wanted.overMs <= 0 ? wanted.count : Math.min(wanted.count, (wanted.count * elapsed) / wanted.overMs);
    for (; next < due && open < atOnce; next += 2) all.push(pair(next));
    if (next < wanted.count) await sleep(TURN_MS);
  }
  await Promise.all(all);
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  const sent = times.length;
  return { sent, answered: sent - (by['failed'] ?? 0), by, p50: at(0.5), p99: at(0.99), ms: Math.round(performance.now() - began) };
}

const eventOf = (status: Event['status'], endpoint: string, rule: Rule): Event => ({
  ...{ id: `s_${rule.id}_storm_${endpoint}`, rule, status, endpoint, left: status === 'OK' ? 50 : 3.5 },
  ...{ step: 1, time: Math.floor(Date.now() / 1000), tags: {} },
});

/** The first strategy there is, or one like it. */
function ruleOf(portal: Portal): Rule {
  const [row] = portal.strategies.all();
  const template = portal.templates.find(row?.tpl_id ?? 0) ?? null;
  return {
    ...{
      kind: 'strategy',
      id: row?.id ?? 1,
      metric: row?.metric ?? 'cpu.idle',
      tags: {},
      func: row?.func ?? 'all(#1)',
      op: row?.op ?? '<',
    },
    ...{ right: Number(row?.right_value ?? 10), maxStep: row?.max_step ?? 3, priority: row?.priority ?? 0, note: row?.note ?? '' },
    ...{ template, actionId: template?.action_id ?? 0 },
  };
}

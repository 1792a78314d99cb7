import type { Ledger } from '../ledger.ts';
import type { JsonObject } from '../web.ts';
import { addressOf, call, readable, type Called } from './callback.ts';
import type { Cases } from './cases.ts';
import { sortedTags } from './counter.ts';
import type { Event } from './judge.ts';
import type { Action, Portal } from './portal.ts';
import type { Uic } from './uic.ts';
import type { Zone } from './zone.ts';

interface Deps {
  readonly portal: Portal;
  readonly uic: Uic;
  readonly cases: Cases;
  readonly ledger: Ledger;
  readonly zone: Zone;
}

export interface Message {
  readonly kind: 'sms' | 'im' | 'mail';
  readonly to: string;
  readonly subject: string;
  readonly content: string;
}

const MESSAGES = 1_000;
const QUEUED = 100_000;
const PRIORITIES = 7;

/**
 * Two readers, one for priorities 0 to 2 and one for the others. Each deals with one event at a time, its
 * callback included: whoever is slow to answer holds up everything behind.
 */
export class Alarm {
  readonly #deps: Deps;
  readonly #queues = Array.from({ length: PRIORITIES }, (): Event[] => []);
  readonly #busy = { high: false, low: false };
  /** What was sent to people, the newest last. */
  readonly messages: Message[] = [];

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  push(event: Event): void {
    const { priority } = event.rule;
    const queue = this.#queues[priority];
    // Nobody reads the queue of another priority.
    if (!queue || queue.length >= QUEUED) return;
    queue.push(event);
    void this.#read(priority < 3 ? 'high' : 'low');
  }

  waiting(): number {
    return this.#queues.reduce((sum, queue) => sum + queue.length, 0);
  }

  async #read(name: 'high' | 'low'): Promise<void> {
    if (this.#busy[name]) return;
    this.#busy[name] = true;
    const queues = name === 'high' ? this.#queues.slice(0, 3) : this.#queues.slice(3);
    for (;;) {
      const event = queues.find((queue) => queue.length > 0)?.shift();
      if (!event) break;
      this.#deps.cases.insert(event);
      await this.#consume(event);
    }
    this.#busy[name] = false;
  }

  async #consume(event: Event): Promise<void> {
    const action = this.#deps.portal.actions.find(event.rule.actionId);
    if (!action) return;
    if (action.callback === 1) await this.#callback(event, action);
    const text = this.#text(event);
    if (event.rule.priority < 3) this.#tell(action, ['sms', 'im'], text);
    this.#tell(action, ['mail'], text);
  }

  async #callback(event: Event, action: Action): Promise<void> {
    const text = this.#text(event);
    if (action.before_callback_sms === 1) this.#tell(action, ['sms', 'im'], text);
    if (action.before_callback_mail === 1) this.#tell(action, ['mail'], text);
    const after = action.url === '' ? 'callback url is blank' : await this.#call(event, action.url);
    if (action.after_callback_sms === 1) this.#tell(action, ['sms', 'im'], after);
    if (action.after_callback_mail === 1) this.#tell(action, ['mail'], after);
  }

  async #call(event: Event, url: string): Promise<string> {
    const called = await call(addressOf(url, event, this.#deps.zone));
    record(this.#deps.ledger, event, called);
    return `curl ${url} ${called.error === null ? 'success' : `fail:${called.error}`}. resp: ${called.body}`;
  }

  #tell(action: Action, kinds: readonly Message['kind'][], content: string): void {
    const people = action.uic.split(',').flatMap((name) => {
      const team = this.#deps.uic.team(name);
      return team ? this.#deps.uic.membersOf(team) : [];
    });
    for (const { phone, im, email } of new Set(people)) {
      for (const kind of kinds)
        this.messages.push({ kind, to: { sms: phone, im, mail: email }[kind], subject: kind === 'mail' ? content : '', content });
    }
    if (this.messages.length > MESSAGES) this.messages.splice(0, this.messages.length - MESSAGES);
  }

  /** Tags with `=` and in order, unlike in a callback. */
  #text({ rule, status, endpoint, tags, left, step, time }: Event): string {
    const what = `${rule.note} ${rule.func} ${rule.metric} ${sortedTags(tags)} ${readable(left)}${rule.op}${readable(rule.right)}`;
    return `[P${rule.priority}][${status}][${endpoint}][][${what}][O${step} ${this.#deps.zone.local(time)}]`;
  }
}

/** A callback is something that the sandbox told: with whom it was about, and what came back. */
export function record(ledger: Ledger, event: Event, { url, status, body, error, ms }: Called): void {
  const detail: JsonObject = { url, status, body: body.slice(0, 1_000), error, ms, alarm: event.status, step: event.step };
  ledger.told('falcon_callback', event.id, detail);
}

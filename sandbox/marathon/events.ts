import type { Ledger, Published } from '../ledger.ts';
import { isObject, textOf, type JsonObject } from '../web.ts';
import { timestamp } from './state.ts';

export interface Message {
  readonly type: string;
  /** One line of JSON; `light` leaves the root groups out of deployment plans. */
  text(light: boolean): string;
}

export interface Listener {
  /** Takes a message for later; what does not get through is counted in the entry. */
  offer(message: Message, entry: Published): void;
  /** Settles when everything taken so far is sent or lost. */
  idle(): Promise<void>;
}

export interface EventFaults {
  /** Events still to be lost on every stream; true loses all until switched off. */
  dropEvents: number | boolean;
  deaf: boolean;
  silent: boolean;
}

/** Marathon's bus as seen by its streams. Every event is in the ledger, whether somebody heard it or not. */
export class Bus {
  readonly listeners = new Set<Listener>();
  readonly #ledger: Ledger;
  readonly #faults: EventFaults;

  constructor(ledger: Ledger, faults: EventFaults) {
    this.#ledger = ledger;
    this.#faults = faults;
  }

  publish(type: string, fields: JsonObject, full?: () => JsonObject): void {
    const entry = this.#ledger.event(type, keyOf(fields));
    const lost = this.#loses();
    const message = messageOf(type, fields, full);
    for (const listener of this.listeners) {
      entry.streams += 1;
      if (lost) entry.dropped += 1;
      else listener.offer(message, entry);
    }
  }

  /** Every event published so far is out. */
  async settled(): Promise<void> {
    await Promise.all([...this.listeners].map((listener) => listener.idle()));
  }

  #loses(): boolean {
    const { dropEvents, deaf, silent } = this.#faults;
    if (typeof dropEvents === 'number' && dropEvents > 0) {
      this.#faults.dropEvents = dropEvents - 1;
      return true;
    }
    return deaf || silent || dropEvents === true;
  }
}

function messageOf(eventType: string, fields: JsonObject, full?: () => JsonObject): Message {
  const at = timestamp(Date.now());
  const texts: [string?, string?] = [];
  const write = (what: JsonObject) => JSON.stringify({ ...what, eventType, timestamp: at });
  return {
    type: eventType,
    text: (light) => (light || !full ? (texts[0] ??= write(fields)) : (texts[1] ??= write(full()))),
  };
}

/** What the event is about, for the ledger's reader. */
function keyOf(fields: JsonObject): string | null {
  for (const key of ['taskId', 'instanceId', 'appId', 'runSpecId', 'id', 'groupId', 'uri', 'remoteAddress']) {
    const value = fields[key];
    if (typeof value === 'string') return value;
  }
  const { plan } = fields;
  return isObject(plan) ? textOf(plan['id']) : null;
}

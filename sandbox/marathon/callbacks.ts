import type { Answer } from '../web.ts';
import type { Call } from './call.ts';
import type { Bus, Listener, Message } from './events.ts';
import { Refusal } from './refusal.ts';

/** `/v2/eventSubscriptions` of 1.4 and before: events are POSTed to the subscriber. */
export class Callbacks implements Listener {
  readonly #urls = new Set<string>();
  readonly #bus: Bus;

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  offer(message: Message): void {
    for (const url of this.#urls) {
      const body = message.text(false);
      fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body }).catch(() => {});
    }
  }

  async idle(): Promise<void> {}

  handle(call: Call): Answer | undefined {
    if (call.method === 'GET') return { status: 200, body: { callbackUrls: [...this.#urls] } };
    const callbackUrl = call.query.get('callbackUrl');
    if (callbackUrl === null) throw new Refusal(400, 'Query parameter callbackUrl is missing');
    const { clientIp } = call;
    if (call.method === 'POST') {
      this.#urls.add(callbackUrl);
      this.#bus.listeners.add(this);
      this.#bus.publish('subscribe_event', { clientIp, callbackUrl });
      return { status: 200, body: { clientIp, callbackUrl, eventType: 'subscribe_event' } };
    }
    if (call.method !== 'DELETE') return undefined;
    this.#bus.publish('unsubscribe_event', { clientIp, callbackUrl });
    this.#urls.delete(callbackUrl);
    if (this.#urls.size === 0) this.#bus.listeners.delete(this);
    return { status: 200, body: { clientIp, callbackUrl, eventType: 'unsubscribe_event' } };
  }
}

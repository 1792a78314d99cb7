import { createHash } from 'node:crypto';
import type { JsonObject } from './web.ts';

export interface Asked {
  readonly seq: number;
  readonly at: number;
  readonly system: string;
  readonly method: string;
  readonly path: string;
  readonly bodyDigest: string | null;
  status: number | null;
  ms: number | null;
}

export interface Written {
  readonly seq: number;
  readonly at: number;
  readonly kind: string;
  readonly target: string;
  readonly deploymentId: string | null;
}

export interface Published {
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  readonly key: string | null;
  /** Streams that were open, and how many of them did not get it (fault switches, slow consumers). */
  streams: number;
  dropped: number;
  /** Of what was told to one receiver: to whom, and what became of it. */
  readonly detail?: JsonObject;
}

const LIMIT = 100_000;

/** What was asked of the sandbox, what took effect, what it told: the judge of Canopy's own counts (RULES H1). */
export class Ledger {
  #seq = 0;
  #asked: Asked[] = [];
  #written: Written[] = [];
  #published: Published[] = [];
  #forgotten = { requests: 0, writes: 0, events: 0 };

  request(system: string, method: string, path: string): Asked {
    const entry: Asked = {
      ...{ seq: ++this.#seq, at: Date.now(), system, method, path },
      ...{ bodyDigest: null, status: null, ms: null },
    };
    this.#forgotten.requests += bounded(this.#asked, entry);
    return entry;
  }

  body(entry: Asked, body: string): void {
    if (body === '') return;
    Object.assign(entry, { bodyDigest: createHash('sha256').update(body).digest('hex') });
  }

  write(kind: string, target: string, deploymentId: string | null): void {
    const entry = { seq: ++this.#seq, at: Date.now(), kind, target, deploymentId };
    this.#forgotten.writes += bounded(this.#written, entry);
  }

  event(type: string, key: string | null): Published {
    const entry = { seq: ++this.#seq, at: Date.now(), type, key, streams: 0, dropped: 0 };
    this.#forgotten.events += bounded(this.#published, entry);
    return entry;
  }

  /** Something told to one receiver, who has answered or not. */
  told(type: string, key: string, detail: JsonObject): void {
    const entry: Published = { seq: ++this.#seq, at: Date.now(), type, key, streams: 0, dropped: 0, detail };
    this.#forgotten.events += bounded(this.#published, entry);
  }

  read() {
    return {
      seq: this.#seq,
      requests: this.#asked,
      writes: this.#written,
      events: this.#published,
      forgotten: this.#forgotten,
    };
  }

  clear(): void {
    this.#asked = [];
    this.#written = [];
    this.#published = [];
    this.#forgotten = { requests: 0, writes: 0, events: 0 };
  }
}

/** Drops the older half in one go when full, so that an append stays cheap. Answers how many went. */
function bounded<T>(entries: T[], entry: T): number {
  entries.push(entry);
  if (entries.length <= LIMIT) return 0;
  return entries.splice(0, LIMIT / 2).length;
}

import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Graph } from '../live/graph.ts';
import type { EntityTexts } from '../kit/emit/texts.ts';
import type { Answers } from './answers.ts';
import type { KnownDocument } from './documents.ts';
import { Usage } from './usage.ts';

/** Canopy's own figures for Prometheus, and who uses which field: removing one will need that history. */
export class Metrics {
  readonly registry = new Registry();
  readonly #usage = new Usage();
  readonly #requests: Record<'stored' | 'computed' | 'apollo' | 'refused', number> = { stored: 0, computed: 0, apollo: 0, refused: 0 };
  readonly #hookCalls = { kept: 0, spooled: 0, refused: 0 };
  readonly duration: Histogram;
  readonly #mismatches: Gauge;

  constructor(graph: Graph, answers: Answers, texts: EntityTexts) {
    collectDefaultMetrics({ register: this.registry, prefix: 'canopy_' });
    const registers = [this.registry];
    this.duration = new Histogram({
      name: 'canopy_request_seconds',
      help: 'Time of GraphQL requests that were not answered from stored bytes.',
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
      registers,
    });
    const requests = this.#requests;
    new Counter({
      name: 'canopy_requests_total',
      help: 'GraphQL requests by the way they were answered.',
      labelNames: ['lane'],
      registers,
      collect() {
        this.reset();
        for (const [lane, count] of Object.entries(requests)) this.inc({ lane }, count);
      },
    });
    const calls = this.#hookCalls;
    new Counter({
      name: 'canopy_hook_calls_total',
      help: 'Callbacks of Falcon: kept in the store, spooled to disk for it took too long, refused for their token.',
      labelNames: ['outcome'],
      registers,
      collect() {
        this.reset();
        for (const [outcome, count] of Object.entries(calls)) this.inc({ outcome }, count);
      },
    });
    const gauge = (name: string, help: string, value: () => number) => this.watch(name, help, value);
    gauge('canopy_answers_bytes', 'Bytes of stored answers.', () => answers.bytes);
    gauge('canopy_answers', 'Stored answers.', () => answers.size);
    gauge('canopy_texts_bytes', 'Bytes of JSON text kept on live objects.', () => texts.bytes);
    gauge('canopy_containers', 'Containers in the live graph.', () => graph.containers.size);
    gauge('canopy_alarms_open', 'Alarms that fire, or may.', () => graph.alarms.open.size);
    new Gauge({
      name: 'canopy_source_age_seconds',
      help: 'Age of the last whole read of each source.',
      labelNames: ['source'],
      registers,
      collect() {
        for (const source of graph.sources) {
          if (source.listedMono !== undefined) this.set({ source: source.name }, (graph.clock.monotonic() - source.listedMono) / 1000);
        }
      },
    });
    new Gauge({
      name: 'canopy_source_up',
      help: '1 while the live copy of the source is LIVE.',
      labelNames: ['source'],
      registers,
      collect() {
        for (const source of graph.sources) this.set({ source: source.name }, source.state() === 'LIVE' ? 1 : 0);
      },
    });
    this.#mismatches = new Gauge({
      name: 'canopy_rollup_mismatches',
      help: 'Nodes whose roll-up differed from the last recount; anything but 0 is a bug.',
      registers,
    });
    const usage = this.#usage;
    new Counter({
      name: 'canopy_operation_total',
      help: 'Operations by client (name and version); "other" holds what is beyond the bound.',
      labelNames: ['client', 'operation', 'hash'],
      registers,
      collect() {
        this.reset();
        for (const { count, ...labels } of usage.operations()) this.inc(labels, count);
      },
    });
    new Counter({
      name: 'canopy_field_total',
      help: 'Operations that asked for a field, by client and hash.',
      labelNames: ['client', 'hash', 'field'],
      registers,
      collect() {
        this.reset();
        for (const { count, ...labels } of usage.fields()) this.inc(labels, count);
      },
    });
  }

  answered(lane: 'stored' | 'computed' | 'apollo' | 'refused'): void {
    this.#requests[lane]++;
  }

  /** A figure that is asked for whenever all are. */
  watch(name: string, help: string, value: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(value());
      },
    });
  }

  hookCalled(outcome: 'kept' | 'spooled' | 'refused'): void {
    this.#hookCalls[outcome]++;
  }

  mismatches(count: number): void {
    this.#mismatches.set(count);
  }

  /** An operation that may run, by whatever way it came. */
  used(document: KnownDocument, client: string): void {
    this.#usage.count(document, client);
  }
}

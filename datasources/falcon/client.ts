import type { CaseRecord, CasesAsked } from '../../src/alarms/model.ts';
import type { Observed } from '../../src/kit/observed.ts';
import type { Readings } from '../../src/kit/readings.ts';
import type { CounterRecord, CounterRef, LastPoint } from '../../src/monitoring/model.ts';
import { allCases, casesBody } from './cases.ts';
import { decodeCases } from './decode-cases.ts';
import { decodeCounters, decodeEndpoints, decodeHistory, decodeLastPoints } from './decode-graph.ts';
import { SECOND_MS, type EndpointRecord, type FalconOptions, type HistoryAsked, type HistoryReading } from './model.ts';
import { FalconPortal } from './portal.ts';
import { Transport } from './transport.ts';

/** One Open-Falcon, by its API module. No retries and no cache here. */
export class Falcon {
  readonly source: string;
  /** What it is told to watch. */
  readonly portal: FalconPortal;
  readonly #transport: Transport;
  readonly #now: () => number;

  constructor(options: FalconOptions) {
    this.#transport = new Transport(options);
    this.#now = () => options.clock.now();
    this.source = this.#transport.source;
    this.portal = new FalconPortal(this.#transport);
  }

  /** The newest point of each counter, as far as there is one: in no order, and never in place of another. */
  lastPoints(asked: readonly CounterRef[], signal: AbortSignal): Promise<Observed<Readings<LastPoint>>> {
    return this.#transport.ask('POST', '/graph/lastpoint', asked, signal, decodeLastPoints);
  }

  /** Every counter of every endpoint, from an instant to another. */
  history({ endpoints, counters, from, to, fold = 'AVERAGE' }: HistoryAsked, signal: AbortSignal): Promise<Observed<HistoryReading>> {
    const asked = {
      hostnames: endpoints,
      counters,
      consol_fun: fold,
      start_time: Math.floor(from / SECOND_MS),
      end_time: Math.ceil(to / SECOND_MS),
    };
    return this.#transport.ask('POST', '/graph/history', asked, signal, decodeHistory);
  }

  /** Endpoints whose names fit a regular expression of MySQL. */
  endpoints(query: string, limit: number, signal: AbortSignal): Promise<Observed<Readings<EndpointRecord>>> {
    const asked = new URLSearchParams({ q: query, limit: String(limit), page: '1' });
    return this.#transport.ask('GET', `/graph/endpoint?${asked}`, undefined, signal, decodeEndpoints);
  }

  /** Counters of endpoints, by their ids; `query` as above. */
  counters(ids: readonly number[], query: string, limit: number, signal: AbortSignal): Promise<Observed<Readings<CounterRecord>>> {
    const asked = new URLSearchParams({ eid: ids.join(','), metricQuery: query, limit: String(limit), page: '1' });
    return this.#transport.ask('GET', `/graph/endpoint_counter?${asked}`, undefined, signal, decodeCounters);
  }

  /** Cases of its alarm history: of these endpoints, or that began or ended then. Asked in parts where there are more than it gives at once. */
  cases(asked: CasesAsked, signal: AbortSignal): Promise<Observed<Readings<CaseRecord>>> {
    const ask = (part: CasesAsked) => this.#transport.ask('POST', '/alarm/eventcases', casesBody(part), signal, decodeCases);
    return allCases(asked, ask, this.#now());
  }

  close(): Promise<void> {
    return this.#transport.close();
  }
}

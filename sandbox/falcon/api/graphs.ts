import type { Faults } from '../../faults.ts';
import { isObject, textOf, type Json, type JsonObject } from '../../web.ts';
import type { Graph } from '../graph.ts';
import { history, type Fold } from '../history.ts';
import type { Point } from '../series.ts';
import { bind } from './bind.ts';
import { matcher, numberIn, Refused, type Call, type Route } from './call.ts';

interface Deps {
  readonly graph: Graph;
  readonly faults: Faults;
  readonly wrote: (kind: string, target: string) => void;
}

const seconds = () => Math.floor(Date.now() / 1000);

/** Figures: by name at once, and by the number of an endpoint. */
export function graphRoutes(deps: Deps): readonly Route[] {
  return [
    ['POST', /^\/graph\/history$/, (call) => historyOf(call, deps)],
    ['POST', /^\/graph\/lastpoint$/, (call) => lastPoints(call, deps)],
    ['GET', /^\/graph\/endpoint$/, ({ query }) => endpoints(query, deps)],
    ['GET', /^\/graph\/endpoint_counter$/, ({ query }) => counters(query, deps)],
    ['GET', /^\/graph\/endpointobj$/, ({ query }) => endpointObjects(query, deps)],
    ['DELETE', /^\/graph\/endpoint$/, (call) => deleteEndpoints(call, deps)],
  ];
}

/** Hosts times counters in that order. A pair that nobody knows is left out, unless a step is given. */
function historyOf(call: Call, { graph, faults }: Deps): Json {
  const asked = bind(call, 'APIQueryGraphDrawData', {
    HostNames: ['hostnames', '[]string', 'required'],
    Counters: ['counters', '[]string', 'required'],
    ConsolFun: ['consol_fun', 'string', 'required'],
    StartTime: ['start_time', 'int64', 'required'],
    EndTime: ['end_time', 'int64', 'required'],
    Step: ['step', 'int64'],
  });
  const [range, now] = [{ start: asked.StartTime, end: asked.EndTime }, seconds()];
  const fold: Fold = asked.ConsolFun === 'MAX' || asked.ConsolFun === 'MIN' ? asked.ConsolFun : 'AVERAGE';
  const answers: JsonObject[] = [];
  for (const endpoint of asked.HostNames) {
    for (const counter of asked.Counters) {
      const series = graph.find(endpoint, counter);
      if (!series && asked.Step === 0) continue;
      const Values = series ? history(series, range, fold, now).map(pointJson) : [];
      answers.push({ endpoint, counter, dstype: series?.type ?? '', step: series?.step ?? 0, Values });
    }
  }
  return faults.falconNulls ? answers.map(withHoles) : answers;
}

/** In turn: a last value that is not there, an answer that timed out, and one that failed. */
function withHoles(answer: JsonObject, index: number): Json {
  if (index % 3 === 1) return null;
  if (index % 3 === 2) return { endpoint: '', counter: '', dstype: '', step: 0, Values: null };
  const values = Array.isArray(answer['Values']) ? answer['Values'] : [];
  return {
    ...answer,
    Values: values.map((each: Json, at) => (at === values.length - 1 && isObject(each) ? { ...each, value: null } : each)),
  };
}

/** What nobody knows has timestamp 0; what failed is left out. */
function lastPoints({ input }: Call, { graph, faults }: Deps): Json {
  if (!Array.isArray(input)) throw new Refused('json: cannot unmarshal object into Go value of type []model.GraphLastParam');
  const now = seconds();
  const answers = input.map((asked: Json) => {
    const [endpoint, counter] = isObject(asked) ? [textOf(asked['endpoint']), textOf(asked['counter'])] : ['', ''];
    return { endpoint, counter, value: pointJson(graph.last(endpoint, counter, now)) };
  });
  return faults.falconNulls ? answers.filter((_, index) => index % 3 !== 1) : answers;
}

function endpoints(query: URLSearchParams, { graph }: Deps): Json {
  const [q, tags] = [query.get('q') ?? '', query.get('tags') ?? ''];
  if (q === '' && tags === '') throw new Refused('q and labels are all missing');
  const terms = q === '' ? [] : q.split(' ').map((term) => matcher(term.trim()));
  const labels = tags === '' ? [] : tags.split(',').map((label) => label.trim());
  const { limit, offset } = pageOf(query);
  const chosen: JsonObject[] = [];
  let passed = 0;
  for (const endpoint of graph.endpoints()) {
    if (chosen.length >= limit) break;
    if (!terms.every((matches) => matches(endpoint))) continue;
    if (labels.length > 0 && !graph.counters(endpoint).some(({ counter }) => labels.every((label) => counter.includes(label)))) continue;
    if (passed >= offset) chosen.push({ endpoint, id: graph.idOf(endpoint) });
    passed += 1;
  }
  return chosen;
}

function counters(query: URLSearchParams, { graph }: Deps): Json {
  const eid = query.get('eid') ?? '';
  if (eid === '') throw new Refused('eid is missing');
  const ids = eid.split(',').map((id) => numberIn(id.trim()));
  const terms = (query.get('metricQuery') ?? '.+').split(' ').map((term) => {
    const inverted = term.startsWith('!');
    const matches = matcher(term.slice(inverted ? 1 : 0));
    return (counter: string) => matches(counter) !== inverted;
  });
  const { limit, offset } = pageOf(query);
  const rows = ids.flatMap((id) => {
    const endpoint = graph.nameOf(id);
    return endpoint === undefined
      ? []
      : graph.counters(endpoint).map(({ counter, step, type }) => ({ endpoint_id: id, counter, step, type }));
  });
  return rows.filter(({ counter }) => terms.every((matches) => matches(counter))).slice(offset, offset + limit);
}

function endpointObjects(query: URLSearchParams, { graph }: Deps): Json {
  const names = query.getAll('endpoints');
  if (names.length === 0) throw new Refused('endpoints missing');
  const [deadline, now] = [Number(query.get('deadline') ?? 0), seconds()];
  return names
    .filter((endpoint) => graph.has(endpoint))
    .map((endpoint) => {
      const newest = graph.counters(endpoint).map(({ counter }) => graph.last(endpoint, counter, now).timestamp);
      return { id: graph.idOf(endpoint), endpoint, ts: Math.max(0, ...newest) };
    })
    .filter(({ ts }) => ts >= deadline);
}

function deleteEndpoints({ input }: Call, { graph, wrote }: Deps): Json {
  if (!Array.isArray(input)) throw new Refused('json: cannot unmarshal object into Go value of type []string');
  const sum = { affected_endpoint: 0, affected_counter: 0 };
  for (const endpoint of input.map((each: Json) => textOf(each))) {
    if (!graph.has(endpoint)) continue;
    sum.affected_endpoint += 1;
    sum.affected_counter += graph.remove(endpoint);
    wrote('endpoint.delete', endpoint);
  }
  return sum;
}

function pageOf(query: URLSearchParams) {
  const [limit, page] = [numberIn(query.get('limit') ?? '500'), numberIn(query.get('page') ?? '1')];
  return { limit, offset: page > 1 ? (page - 1) * limit : 0 };
}

/** Six decimals; NaN and the infinities are null on the wire. */
const pointJson = ({ timestamp, value }: Point): JsonObject => ({ timestamp, value: Math.round(value * 1e6) / 1e6 });

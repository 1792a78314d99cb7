import { isObject, type Json } from '../web.ts';
import { tagsOf, type Tags } from './counter.ts';

export type CounterType = 'GAUGE' | 'COUNTER' | 'DERIVE';

/** A value on its way from an agent to the graph and the judge. */
export interface Metric {
  readonly endpoint: string;
  readonly metric: string;
  readonly timestamp: number;
  readonly step: number;
  readonly value: number;
  readonly type: CounterType;
  readonly tags: Tags;
}

/** As a Go program would read it: missing is zero, a wrong type fails the whole body. */
interface Raw {
  readonly endpoint: string;
  readonly metric: string;
  readonly timestamp: number;
  readonly step: number;
  readonly value: Json | undefined;
  readonly counterType: string;
  readonly tags: string;
}

const LONGEST = 510;
const NUMBER = /^[+-]?(\d+\.?\d*(e[+-]?\d+)?|\.\d+(e[+-]?\d+)?|inf(inity)?|nan)$/i;

/** The items of a body, null for those that are null; undefined when it cannot be decoded. */
export function decode(body: Json): (Raw | null)[] | undefined {
  // A null decodes as a list without anything in it.
  if (body === null) return [];
  if (!Array.isArray(body)) return undefined;
  const items = body.map((item: Json) => (item === null ? null : rawOf(item)));
  return items.every((item) => item !== undefined) ? items : undefined;
}

/** Null for what transfer drops without a word. */
export function accept(raw: Raw | null, now: number, minStep: number): Metric | null {
  if (!raw || raw.metric === 'kernel.hostname' || raw.metric === '' || raw.endpoint === '') return null;
  const { counterType: type } = raw;
  if (type !== 'GAUGE' && type !== 'COUNTER' && type !== 'DERIVE') return null;
  if (raw.step <= 0 || Buffer.byteLength(raw.metric) + Buffer.byteLength(raw.tags) > LONGEST) return null;
  const value = numberOf(raw.value);
  if (value === null) return null;
  const step = Math.max(raw.step, minStep);
  const asked = raw.timestamp <= 0 || raw.timestamp > now * 2 ? now : raw.timestamp;
  return {
    ...{ endpoint: raw.endpoint, metric: raw.metric, timestamp: asked - (asked % step), step, value, type },
    tags: tagsOf(raw.tags),
  };
}

function rawOf(item: Json): Raw | undefined {
  if (!isObject(item)) return undefined;
  const text = (name: string) => item[name] ?? '';
  const whole = (name: string) => item[name] ?? 0;
  const [endpoint, metric, counterType, tags] = [text('endpoint'), text('metric'), text('counterType'), text('tags')];
  const [timestamp, step] = [whole('timestamp'), whole('step')];
  if (typeof endpoint !== 'string' || typeof metric !== 'string' || typeof counterType !== 'string' || typeof tags !== 'string')
    return undefined;
  if (!isWhole(timestamp) || !isWhole(step)) return undefined;
  return { endpoint, metric, counterType, tags, timestamp, step, value: item['value'] };
}

/** Text is a number too, and so are NaN and the infinities. */
function numberOf(value: Json | undefined): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !NUMBER.test(value)) return null;
  if (/nan/i.test(value)) return NaN;
  if (/inf/i.test(value)) return value.startsWith('-') ? -Infinity : Infinity;
  return Number(value);
}

const isWhole = (value: Json): value is number => typeof value === 'number' && Number.isInteger(value);

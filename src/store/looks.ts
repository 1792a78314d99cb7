import type { Kysely } from 'kysely';
import type { FigureSeen, Look, LookRow, LooksBegin } from '../scaling/model.ts';
import { hashOf } from './hash.ts';
import { toFault } from './failures.ts';
import { openMysqlReader } from './mysql.ts';
import type { Tables } from './schema.ts';
import { openSqliteReader } from './sqlite.ts';
import type { StoreOptions } from './store.ts';
import { upsert } from './upsert.ts';

type Db = Kysely<Tables>;

/** `app`: its global id. */
export async function putLooks(db: Db, app: string, { at, begins, looks }: LookRow): Promise<void> {
  const row = {
    app_hash: hashOf(app),
    at,
    // Of whom it is can be told from these rows alone.
    begins: begins && JSON.stringify({ app, ...begins }),
    looks: packed(looks),
  };
  await upsert(db, 'scaling_looks', ['app_hash', 'at'], row);
}

/** The oldest first, from the newest row at or before `since` that says what was known then; where there is none, from the oldest. */
export async function readLooks(db: Db, app: string, since: number): Promise<LookRow[]> {
  const of = hashOf(app);
  const first = await db
    .selectFrom('scaling_looks')
    .select('at')
    .where('app_hash', '=', of)
    .where('at', '<=', since)
    .where('begins', 'is not', null)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  const rows = await db
    .selectFrom('scaling_looks')
    .select(['at', 'begins', 'looks'])
    .where('app_hash', '=', of)
    .where('at', '>=', first?.at ?? 0)
    .orderBy('at')
    .execute();
  return rows.map(toRow);
}

function toRow({ at, begins, looks }: { readonly at: number; readonly begins: string | null; readonly looks: string }): LookRow {
  if (begins === null) return { at, begins: null, looks: unpacked(looks, at) };
  const { policy, history, lookMs } = JSON.parse(begins) as LooksBegin;
  return { at, begins: { policy, history, lookMs }, looks: unpacked(looks, at) };
}

/** What was looked at of one app. */
export interface AppLooks {
  /** Global id; null: no row that is kept says it. */
  readonly app: string | null;
  readonly rows: readonly LookRow[];
}

/** Of every app, one after the other, for whoever judges again: reads beside the Canopys that write. */
export async function* allLooks(options: StoreOptions): AsyncGenerator<AppLooks> {
  const reader = options.driver === 'sqlite' ? openSqliteReader(options.file) : openMysqlReader(options);
  try {
    for (let after = ''; ;) {
      const next = await reader
        .selectFrom('scaling_looks')
        .select('app_hash')
        .where('app_hash', '>', after)
        .orderBy('app_hash')
        .limit(1)
        .executeTakeFirst();
      if (!next) return;
      after = next.app_hash;
      const rows = await reader
        .selectFrom('scaling_looks')
        .select(['at', 'begins', 'looks'])
        .where('app_hash', '=', after)
        .orderBy('at')
        .execute();
      const named = rows.find(({ begins }) => begins !== null)?.begins;
      yield { app: named == null ? null : (JSON.parse(named) as { readonly app: string }).app, rows: rows.map(toRow) };
    }
  } catch (error) {
    throw toFault(error);
  } finally {
    await reader.destroy();
  }
}

/** Rows that began before that time, from the old end. */
export async function pruneLooks(db: Db, before: number, most: number): Promise<number> {
  const rows = await db
    .selectFrom('scaling_looks')
    .select(['at', 'app_hash'])
    .where('at', '<', before)
    .orderBy('at')
    .orderBy('app_hash')
    .limit(most)
    .execute();
  const last = rows.at(-1);
  if (!last) return 0;
  await db
    .deleteFrom('scaling_looks')
    .where(({ or, and, eb }) => or([eb('at', '<', last.at), and([eb('at', '=', last.at), eb('app_hash', '<=', last.app_hash)])]))
    .execute();
  return rows.length;
}

/** Ms since the look before, then what was seen. */
type Whole = readonly [number, number, number, number, number, 0 | 1, string | 0, readonly PackedFigure[], 0 | 1, string];
/** Mean, how many told it, and when the newest was measured, in ms before the look. */
type PackedFigure = readonly [string, number | null, number, number | null];
/** As before, but for the same figures without their names, one after the other; and the answer where it is another. */
type Moved = readonly [number, readonly (number | null)[], string?];
/** A number alone: all the rest as before. */
type Packed = number | Moved | Whole;

/** Looks as short text. */
export function packed(looks: readonly Look[]): string {
  let before: Look | undefined;
  const all = looks.map((look): Packed => {
    const last = before;
    before = look;
    if (!last) return wholeOf(look, 0);
    const sinceMs = look.seen.now - last.seen.now;
    if (!isAlike(last, look)) return wholeOf(look, sinceMs);
    if (JSON.stringify(last.seen.figures) === JSON.stringify(look.seen.figures) && last.answer === look.answer) return sinceMs;
    const told = look.seen.figures.flatMap(({ mean, fresh, at }) => [mean, fresh, at === null ? null : look.seen.now - at]);
    return last.answer === look.answer ? [sinceMs, told] : [sinceMs, told, look.answer];
  });
  return JSON.stringify(all);
}

export function unpacked(text: string, at: number): readonly Look[] {
  let before: Look | undefined;
  return (JSON.parse(text) as readonly Packed[]).map((each): Look => {
    const now = (before?.seen.now ?? at) + (typeof each === 'number' ? each : each[0]);
    if (isWhole(each)) before = seenWhole(each, now);
    else if (!before) throw new Error('The first look of a row says nothing.');
    else before = typeof each === 'number' ? { ...before, seen: { ...before.seen, now } } : moved(before, each, now);
    return before;
  });
}

const isWhole = (each: Packed): each is Whole => typeof each !== 'number' && each.length > 3;

function wholeOf({ seen, acted, answer }: Look, sinceMs: number): Whole {
  const { now, instances, ready, running, unhealthy, deploying, held, figures } = seen;
  const told = figures.map(({ metric, mean, fresh, at }): PackedFigure => [metric, mean, fresh, at === null ? null : now - at]);
  return [sinceMs, instances, ready, running, unhealthy, deploying ? 1 : 0, held ?? 0, told, acted ? 1 : 0, answer];
}

function seenWhole([, instances, ready, running, unhealthy, deploying, held, told, acted, answer]: Whole, now: number): Look {
  const figures = told.map(([metric, mean, fresh, ageMs]): FigureSeen => ({
    metric,
    mean,
    fresh,
    at: ageMs === null ? null : now - ageMs,
  }));
  const seen = { now, instances, ready, running, unhealthy, deploying: deploying === 1, held: held === 0 ? null : held, figures };
  return { seen, acted: acted === 1, answer };
}

function moved({ seen, acted, answer }: Look, [, told, other = answer]: Moved, now: number): Look {
  const figures = seen.figures.map(({ metric }, n): FigureSeen => {
    const [mean = null, fresh, ageMs = null] = told.slice(3 * n);
    return { metric, mean, fresh: fresh ?? 0, at: ageMs === null ? null : now - ageMs };
  });
  return { seen: { ...seen, now, figures }, acted, answer: other };
}

/** All but the time, what the same figures show, and the answer. */
const isAlike = (a: Look, b: Look): boolean => a.acted === b.acted && frame(a) === frame(b);

const frame = ({ seen: { figures, ...seen } }: Look): string => JSON.stringify([{ ...seen, now: 0 }, figures.map(({ metric }) => metric)]);

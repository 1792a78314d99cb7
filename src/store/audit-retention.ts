import { type Kysely, sql } from 'kysely';
import { anchorSignature, type Sign } from '../audit/chain.ts';
import { ChainVerifier, type Problem } from '../audit/verify.ts';
import { readAnchor, toLink } from './audit.ts';
import type { Batcher } from './batcher.ts';
import { lock } from './dialect.ts';
import type { AuditRow, Tables } from './schema.ts';
import { upsert } from './upsert.ts';

type Db = Kysely<Tables>;

/** Rows per transaction: few enough that writers waiting behind it notice nothing. */
const PIECE = 200;

interface Piece {
  readonly gone: number;
  readonly problem: Problem | undefined;
}

/**
 * Drops the oldest entries and leaves a signed anchor in their place. What is not as it was written stays, and all behind it: with a
 * time set back, anybody who can write to the store could have it removed, and signed for, by Canopy itself.
 */
export async function pruneAudit(batcher: Batcher, sign: Sign, before: number, now: number): Promise<Piece> {
  for (let gone = 0; ;) {
    const { value } = await batcher.write((tx) => tx.run((db) => pieceOf(db, sign, before, now)));
    gone += value.gone;
    if (value.problem || value.gone < PIECE) return { gone, problem: value.problem };
  }
}

async function pieceOf(db: Db, sign: Sign, before: number, now: number): Promise<Piece> {
  const oldest = await db.selectFrom('audit').select('at').orderBy('seq').limit(1).executeTakeFirst();
  if (!oldest || oldest.at >= before) return { gone: 0, problem: undefined };
  // With their locks: another replica that prunes waits, and then finds the ones behind them.
  const { rows } = await sql<AuditRow>`select * from audit order by seq limit ${PIECE} ${lock(db, 'alone')}`.execute(db);
  const old = rows.findIndex(({ at }) => at >= before);
  const links = (old < 0 ? rows : rows.slice(0, old)).map(toLink);
  if (links.length === 0) return { gone: 0, problem: undefined };

  const verifier = new ChainVerifier(sign, await readAnchor(db));
  let going = 0;
  let problem: Problem | undefined;
  for (const link of links) {
    [problem] = verifier.feed(link);
    if (problem) break;
    going++;
  }
  // An edited entry is told with those that follow it: it must not go before the verdict.
  const [late] = verifier.end();
  problem ??= late;
  if (problem) going = Math.min(going, links.filter(({ seq }) => seq < (problem?.from ?? 0)).length);
  const last = links[going - 1];
  if (last) {
    await db.deleteFrom('audit').where('seq', '<=', last.seq).execute();
    const anchor = { seq: last.seq, mac: last.mac, at: now };
    await upsert(db, 'audit_anchor', ['id'], { id: 1, ...anchor, signature: anchorSignature(sign, anchor) });
  }
  return { gone: going, problem };
}

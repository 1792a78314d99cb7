import type { Kysely } from 'kysely';
import { entryOf, keyName, macOf, ORIGIN, shownOf, textOf, type Link, type Shown, type Sign } from '../audit/chain.ts';
import type { AuditAnchor, AuditDraft, AuditHead, AuditRecord } from '../audit/model.ts';
import { Fault } from '../kit/fault.ts';
import { canonical } from '../kit/json.ts';
import type { Entries } from './driver.ts';
import type { AuditRow, Tables } from './schema.ts';

/** As in the table. */
const LONGEST = {
  actor: 255,
  address: 60,
  action: 60,
  outcome: 60,
  code: 60,
  nodeId: 120,
  jobName: 640,
  planId: 120,
  requestId: 255,
} as const satisfies Partial<Record<keyof AuditDraft, number>>;

/** An entry that waits for its place: its text cannot be signed before that is known. */
export interface NewAudit {
  readonly text: string;
  readonly columns: Omit<AuditRow, 'seq' | 'body' | 'mac'>;
}

/** Checked here, while it is one work's failure: at the commit it would be the whole batch's. */
export function toNewAudit(draft: AuditDraft): NewAudit {
  if (!Number.isSafeInteger(draft.at)) throw new RangeError(`an entry's time must be whole milliseconds, not ${draft.at}`);
  if (!Number.isSafeInteger(draft.count) || draft.count < 1)
    throw new RangeError(`an entry stands for one thing or more, not ${draft.count}`);
  for (const [name, most] of Object.entries(LONGEST)) {
    const length = draft[name as keyof typeof LONGEST]?.length ?? 0;
    if (length > most) throw new RangeError(`an entry's ${name} is longer than ${most} characters`);
  }
  const { nodeId: node_id, jobName: job_name, planId: plan_id, requestId: request_id, ...columns } = shownOf(draft);
  return { text: canonical(draft), columns: { ...columns, node_id, job_name, plan_id, request_id } };
}

/** Undefined when there is nothing to append: then the head is not locked. */
export function entriesOf(sign: Sign, waiting: readonly NewAudit[]): Entries | undefined {
  if (waiting.length === 0) return undefined;
  return {
    count: waiting.length,
    after: (head) => {
      let last = head;
      return waiting.map(({ text, columns }) => {
        const body = textOf(last, text);
        last = { seq: last.seq + 1, mac: macOf(sign, body) };
        return { seq: last.seq, ...columns, body, mac: last.mac };
      });
    },
  };
}

const toShown = ({ node_id: nodeId, job_name: jobName, plan_id: planId, request_id: requestId, ...row }: AuditRow): Shown => {
  const { at, actor, address, action, outcome, code, subject } = row;
  return { at, actor, address, action, outcome, code, subject, nodeId, jobName, planId, requestId };
};

export const toLink = (row: AuditRow): Link => ({ seq: row.seq, mac: row.mac, text: row.body, shown: toShown(row) });

/** By what was signed. A text that somebody has broken must not take its page away: what stands beside it is shown. */
export function toAudit(row: AuditRow): AuditRecord {
  const draft = entryOf(row.body)?.draft ?? { ...toShown(row), detail: {}, count: 1 };
  return { ...draft, seq: row.seq, mac: row.mac };
}

export async function readAuditHead(db: Kysely<Tables>): Promise<AuditHead> {
  const { seq, mac } = await db.selectFrom('audit_head').select(['seq', 'mac']).executeTakeFirstOrThrow();
  return { seq, mac };
}

export async function readAnchor(db: Kysely<Tables>): Promise<AuditAnchor | null> {
  const row = await db.selectFrom('audit_anchor').select(['seq', 'mac', 'at', 'signature']).executeTakeFirst();
  return row ?? null;
}

/** Every replica, and every start, must sign with the key that the log was begun with: else nobody could verify the whole of it. */
export function requireKey(sign: Sign, begunWith: string): void {
  if (begunWith === keyName(sign)) return;
  throw new Fault(
    'STORE_UNAVAILABLE',
    'The audit log of this store was begun with another key. Give back the file that audit.keyFile named, or that lay beside the store; docs/audit.md says what to do when it is lost.',
  );
}

/** The row that all writers take their turn by. Made anew, it goes on from what there is. */
export async function ensureAuditHead(db: Kysely<Tables>): Promise<void> {
  if (await db.selectFrom('audit_head').select('id').executeTakeFirst()) return;
  const last = await db.selectFrom('audit').select(['seq', 'mac']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  const { seq, mac } = last ?? (await readAnchor(db)) ?? ORIGIN;
  await db.insertInto('audit_head').values({ id: 1, seq, mac }).execute();
}

import type { AuditRecord } from '../audit/model.ts';
import type { AuditFilterFacts } from '../context.ts';
import { Fault } from '../kit/fault.ts';
import { Connection, type PageArgs } from '../kit/page.ts';
import type { Seal } from '../kit/seal.ts';
import type { AuditQuery, Store } from '../plans/ports.ts';
import { pageSize, WALK_MAX } from './cursors.ts';
import { requireNodeName } from './log-reads.ts';
import type { Visible } from './visible.ts';

/** In portions of one size, so that what is left out shows in no count of calls. */
const PORTION = 1_000;

/** Reads of the audit log, newest first: of the nodes that somebody owns. */
export class AuditReads {
  constructor(
    private readonly store: Pick<Store, 'audits'>,
    private readonly seal: Seal,
  ) {}

  async page(filter: AuditFilterFacts | null | undefined, { first, after }: PageArgs, visible: Visible): Promise<Connection<AuditRecord>> {
    const size = pageSize(first);
    if (filter?.scope) requireNodeName(filter.scope);
    const query: AuditQuery = {
      before: after == null ? undefined : this.#place(after),
      under: filter?.scope ?? undefined,
      actor: filter?.actor ?? undefined,
      action: filter?.action ?? undefined,
      outcome: filter?.outcome ?? undefined,
      since: filter?.from ?? undefined,
      until: filter?.to ?? undefined,
      limit: size + 1,
    };
    const found = visible.all ? await this.store.audits(query) : await this.#seen(query, visible);
    const more = { next: found.length > size, previous: after != null };
    return new Connection(found.slice(0, size), null, more, ({ seq }) => this.seal.seal(JSON.stringify(['a', seq])), visible.ownsPart);
  }

  async #seen(query: AuditQuery, visible: Visible): Promise<AuditRecord[]> {
    const seen: AuditRecord[] = [];
    const limit = Math.max(PORTION, query.limit);
    for (let part: AuditQuery = { ...query, nodeIds: visible.ownIds }, walked = 0; ; walked += limit) {
      const found = await this.store.audits({ ...part, limit });
      seen.push(...found.filter(visible.audit));
      const last = found.at(-1);
      if (!last || found.length < limit || seen.length >= query.limit) return seen;
      if (walked + limit >= WALK_MAX) {
        throw new Fault('TOO_BROAD', `${WALK_MAX} entries were walked without filling the page: give a scope or a time.`, {
          details: { limit: WALK_MAX },
        });
      }
      part = { ...part, before: last.seq };
    }
  }

  #place(cursor: string): number {
    const text = this.seal.open(cursor);
    const parts = text === undefined ? undefined : (JSON.parse(text) as unknown[]);
    if (parts?.[0] === 'a' && typeof parts[1] === 'number') return parts[1];
    throw new Fault('BAD_USER_INPUT', 'after: not a cursor of this list.', { details: { argument: 'after' } });
  }
}

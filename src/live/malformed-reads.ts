import type { MalformedCall } from '../alarms/model.ts';
import { Fault } from '../kit/fault.ts';
import { Connection, type PageArgs } from '../kit/page.ts';
import type { Seal } from '../kit/seal.ts';
import type { Store } from '../plans/ports.ts';
import { pageSize } from './cursors.ts';

/** Reads of callbacks that could not be read, newest first. */
export class MalformedReads {
  constructor(
    private readonly store: Pick<Store, 'malformed'>,
    private readonly seal: Seal,
  ) {}

  async page({ first, after }: PageArgs): Promise<Connection<MalformedCall>> {
    const size = pageSize(first);
    const found = await this.store.malformed(size + 1, after == null ? undefined : this.#place(after));
    const more = { next: found.length > size, previous: after != null };
    return new Connection(found.slice(0, size), null, more, ({ id }) => this.seal.seal(JSON.stringify(['m', id])));
  }

  #place(cursor: string): string {
    const text = this.seal.open(cursor);
    const parts = text === undefined ? undefined : (JSON.parse(text) as unknown[]);
    if (parts?.[0] === 'm' && typeof parts[1] === 'string') return parts[1];
    throw new Fault('BAD_USER_INPUT', 'after: not a cursor of this list.', { details: { argument: 'after' } });
  }
}

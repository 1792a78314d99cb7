import { Fault } from '../kit/fault.ts';

/** A unique key is already there; the statement did nothing and the transaction goes on. */
export class Duplicate extends Error {
  override readonly name = 'Duplicate';
}

/** The database, not the work, is at fault: the transaction is lost, and the same work may succeed when run again. */
export class Lost extends Error {
  override readonly name: string = 'Lost';
}

/** Lost, and the statement may have been carried out all the same: after a commit, nobody knows. */
export class Unanswered extends Lost {
  override readonly name = 'Unanswered';
}

/** What callers hear. Neither the address with its password nor the statement with its values goes along. */
export function toFault(error: unknown): unknown {
  return error instanceof Lost ? new Fault('STORE_UNAVAILABLE', error.message, { source: 'store' }) : error;
}

import { Fault } from '../kit/fault.ts';

/** A unique key is already there; the statement did nothing and the transaction goes on. */
export class Duplicate extends Error {
  override readonly name = 'Duplicate';
}

/** The database, not the work, is at fault: the transaction is lost, and the same work may succeed when run again. */
export class Lost extends Error {
  override readonly name = 'Lost';
}

/** What callers hear. Neither the address with its password nor the statement with its values goes along. */
export function toFault(error: unknown): unknown {
  return error instanceof Lost ? new Fault('STORE_UNAVAILABLE', error.message, { source: 'store' }) : error;
}

import type { Clock } from '../../src/kit/clock.ts';
import type { Tls } from '../../src/kit/http.ts';
import type { Secret } from '../../src/kit/secret.ts';
import type { History } from '../../src/monitoring/model.ts';

export interface FalconOptions {
  /** Of the API module. */
  readonly url: string;
  readonly user: string;
  readonly password: Secret;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly tls?: Tls | undefined;
}

/** Which part of an answer cannot be read, and why. */
export interface Unread {
  readonly id: string;
  readonly problem: string;
}

/** Falcon's ways to fold several points into a coarser one. */
export type Fold = 'AVERAGE' | 'MAX' | 'MIN';

export interface HistoryAsked {
  readonly endpoints: readonly string[];
  readonly counters: readonly string[];
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly fold?: Fold | undefined;
}

export interface HistoryReading {
  readonly items: readonly History[];
  readonly unreadable: readonly Unread[];
  /** Of so many pairs Falcon itself says that it could not read them; it does not say which. */
  readonly failed: number;
}

export interface EndpointRecord {
  readonly id: number;
  readonly endpoint: string;
}

/** Falcon keeps seconds. */
export const SECOND_MS = 1_000;

/** Of an answer that only says that it was done. */
export const ignored = (): null => null;

/** A query for one name, where Falcon takes a regular expression. */
export const named = (name: string): string => encodeURIComponent(`^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);

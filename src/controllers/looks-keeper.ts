import type { LeaseKeeper } from '../actions/lease-keeper.ts';
import { keepLooks, type Kept } from '../actions/scaling/keep-looks.ts';
import type { Clock } from '../kit/clock.ts';
import type { Store } from '../plans/ports.ts';
import type { SizedApp } from './sized-app.ts';

/** What was taken from an app to be kept. */
export interface Taken {
  readonly app: SizedApp;
  readonly kept: Kept;
}

export const take = (app: SizedApp, how: Parameters<SizedApp['unkept']>[0] = {}): readonly Taken[] => {
  const kept = app.unkept(how);
  return kept ? [{ app, kept }] : [];
};

/** Apps in one transaction: few enough that writers who wait behind it notice nothing. */
const PIECE = 100;

/** Writes what was looked at, under the lease. What could not be written is lost, and its app knows. */
export class LooksKeeper {
  constructor(private readonly deps: { readonly store: Pick<Store, 'write'>; readonly lease: LeaseKeeper; readonly clock: Clock }) {}

  async keep(all: readonly Taken[]): Promise<void> {
    const { store, lease, clock } = this.deps;
    for (let from = 0; from < all.length; from += PIECE) {
      const piece = all.slice(from, from + PIECE).map(({ kept }) => kept);
      try {
        // So much may be written that it takes longer than the lease lasts.
        if (from > 0) await lease.keep();
        await keepLooks(store, piece, lease);
      } catch (error) {
        for (const { app, kept } of all.slice(from)) app.lost(kept, clock.now());
        throw error;
      }
    }
  }
}

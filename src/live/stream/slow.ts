import type { EventRecord } from '../../events/model.ts';
import { isSelected } from '../../events/selection.ts';
import type { Clock } from '../../kit/clock.ts';
import type { Visible } from '../visible.ts';
import type { Member } from './group.ts';
import type { Asker, StreamLimits } from './model.ts';
import type { Tail } from './tail.ts';

export interface SlowDeps<A extends Asker> {
  readonly tail: Tail;
  readonly clock: Clock;
  readonly limits: StreamLimits;
  readonly visible: (asker: A) => Visible;
  /** Where those stand who are told together. */
  readonly position: () => number;
  readonly signal: AbortSignal;
}

/** How often it is looked whether somebody has taken what waits for them: soon at first, then ever less. */
const LOOK_MS = 25;
const LOOK_SELDOM_MS = 250;

/** Those who take less than happens. */
export class Slow<A extends Asker> {
  constructor(private readonly deps: SlowDeps<A>) {}

  /** Resolves when the half of what may wait is free, or when it has gone. Who takes nothing at all is not waited for. */
  async drained(member: Member<A>): Promise<void> {
    const { clock, limits, signal } = this.deps;
    const { outlet } = member;
    let least = outlet.waiting;
    let tookMono = clock.monotonic();
    for (let pause = LOOK_MS; !member.ended && outlet.waiting > limits.bufferBytes / 2; pause = Math.min(2 * pause, LOOK_SELDOM_MS)) {
      if (outlet.waiting < least) {
        least = outlet.waiting;
        tookMono = clock.monotonic();
      } else if (clock.monotonic() - tookMono >= limits.stallMs) {
        member.ended = true;
        outlet.end('Nothing was read for too long.');
        return;
      }
      this.leaveOut(member);
      await clock.sleep(pause, signal);
      if (signal.aborted) member.ended = true;
    }
  }

  /** Of whom it has become too much for: counted while it is still at hand, and said when they can hear it. */
  leaveOut(member: Member<A>): void {
    const { tail, limits, position, visible } = this.deps;
    const to = position();
    if (!member.lagged || to - member.position <= limits.behind) return;
    const sees = visible(member.asker);
    const meant = (event: EventRecord): boolean => isSelected(member.group.selection, event) && sees.event(event);
    const count = tail.after(member.position, to - member.position)?.filter(meant).length ?? null;
    const before = member.left;
    const { from, missed } = before ?? { from: member.position, missed: 0 };
    member.position = to;
    // Where nothing of it was meant for them, nothing is missing.
    if (before || count !== 0) member.left = { from, missed: missed === null || count === null ? null : missed + count };
  }
}

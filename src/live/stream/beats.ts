import type { Clock } from '../../kit/clock.ts';
import type { Group, Member, Part } from './group.ts';
import type { Asker, StreamLimits, Told } from './model.ts';

export interface BeatsDeps<A extends Asker> {
  readonly clock: Clock;
  readonly limits: StreamLimits;
  readonly groups: ReadonlyMap<string, Group<A>>;
  /** Those who are read to alone. */
  readonly reading: ReadonlySet<Member<A>>;
  readonly position: () => number;
  readonly standing: (seq: number) => string;
  /** Says it to this one, up to where it stands itself. */
  readonly alone: (member: Member<A>) => void;
  /** It cannot follow. */
  readonly lagged: (member: Member<A>) => void;
  readonly onError: (error: unknown) => void;
}

/** Everybody hears it once in so many: not all of them at the same moment. */
export const ROUNDS = 8;

/**
 * That nothing is withheld. Who listens hears it once in `heartbeatMs` and a round, and one who has just joined others within half
 * of that more: with the longest that may be set, within the 10 s that are promised.
 */
export class Beats<A extends Asker> {
  constructor(private readonly deps: BeatsDeps<A>) {}

  /** As when the nth part was told last. */
  first(nth: number): number {
    const { clock, limits } = this.deps;
    return clock.monotonic() - (limits.heartbeatMs * (nth % ROUNDS)) / ROUNDS;
  }

  /** To everyone whose turn it is. Not to be called while an event is being given out. */
  beat(): void {
    const { clock, groups, reading, limits, alone } = this.deps;
    const mono = clock.monotonic();
    const due = mono - limits.heartbeatMs;
    for (const group of groups.values()) this.#toGroup(group, mono, due);
    // They may stand anywhere, and wait for the store or for words.
    for (const member of reading) if (member.beatMono <= due && !this.#isSlow(member)) alone(member);
  }

  #toGroup(group: Group<A>, mono: number, due: number): void {
    const { position, standing, clock, alone, onError } = this.deps;
    const seq = position();
    let told: Told | Promise<Told> | undefined;
    for (const part of group.parts.values()) {
      if (part.beatMono > due) continue;
      part.beatMono = mono;
      if (part.pending > 0) {
        // Words of events are still being found for them.
        for (const member of part.members) if (!this.#isSlow(member)) alone(member);
        continue;
      }
      try {
        told ??= group.say({ __typename: 'Heartbeat', cursor: standing(seq), at: clock.now() }, seq, part.asker);
      } catch (error) {
        onError(error);
        continue;
      }
      if (told instanceof Promise) told.then((words) => this.#give(part, words), onError);
      else this.#give(part, told);
    }
  }

  /** As an event, also where nothing has happened since the last. */
  #give(part: Part<A>, told: Told): void {
    for (const member of part.members) {
      // It has been given something newer meanwhile.
      if (!member.live || told.seq < member.position) continue;
      member.position = told.seq;
      member.beatMono = part.beatMono;
      if (this.#isSlow(member)) this.deps.lagged(member);
      else member.outlet.send(told);
    }
  }

  #isSlow({ outlet }: Member<A>): boolean {
    return outlet.waiting > this.deps.limits.bufferBytes;
  }
}

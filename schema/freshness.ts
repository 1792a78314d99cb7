import { Int, ObjectType } from 'type-graphql';
import { Own } from './facts.ts';
import { DateTime } from './scalars.ts';

const timed = { source: 'canopy', share: 'TIMED', role: 'ANY' } as const;

@ObjectType('Freshness', {
  description: 'Where a thing came from and how old it is. The stated age is never below the true age.',
  simpleResolvers: true,
})
export class FreshnessType {
  @Own(() => String, timed, { description: 'The outside system, as named in `platform.datasources`.' })
  readonly source!: string;
  @Own(() => DateTime, timed, { description: 'The instant before the request of the last read that held the thing.' })
  readonly observedAt!: number;
  @Own(() => Int, timed, { description: 'Milliseconds since then, by a monotonic clock; 2147483647 means that or more.' })
  readonly ageMs!: number;
  @Own(() => Boolean, timed, { description: 'True when the source is away, or the copy is older than two re-list periods.' })
  readonly stale!: boolean;
}

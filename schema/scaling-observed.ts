import { Float, Int, ObjectType } from 'type-graphql';
import { Own } from './facts.ts';
import { DateTime } from './scalars.ts';

const kept = { source: 'store', share: 'ON_DEMAND' } as const;

@ObjectType('SizeChange', { description: 'A size became another.', simpleResolvers: true })
export class SizeChangeType {
  @Own(() => DateTime, kept, { description: 'When it was seen.' })
  readonly at!: number;
  @Own(() => Int, kept, { description: 'So many containers before.' })
  readonly from!: number;
  @Own(() => Int, kept, { description: 'So many then.' })
  readonly to!: number;
}

@ObjectType('ScalingObserved', {
  description: 'What the rule of an app would have done, held against what happened, by the looks of the last 72 hours.',
  simpleResolvers: true,
})
export class ScalingObservedType {
  @Own(() => DateTime, kept, { description: 'Of the first look that counts.' })
  readonly from!: number;
  @Own(() => DateTime, kept, { description: 'Of the last.' })
  readonly to!: number;
  @Own(() => Int, kept, { description: 'So many looks.' })
  readonly looks!: number;
  @Own(() => [SizeChangeType], kept, { description: 'Where the rule would have changed the size, or has; the newest 1,000.' })
  readonly wouldHave!: readonly SizeChangeType[];
  @Own(() => [SizeChangeType], kept, { description: 'Where the size changed, whoever did it; the newest 1,000.' })
  readonly happened!: readonly SizeChangeType[];
  @Own(() => Float, kept, { description: 'Seconds in which it was smaller than its figures spoke for.' })
  readonly underCapacitySeconds!: number;
  @Own(() => Float, kept, { description: 'Containers beyond what its figures spoke for, times hours.' })
  readonly overCapacityContainerHours!: number;
  @Own(() => Float, kept, {
    nullable: true,
    description: 'Share of the time in which it was as they spoke for; null: they never could say.',
  })
  readonly agreedShare!: number | null;
}

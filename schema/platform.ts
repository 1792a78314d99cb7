import { Int, ObjectType } from 'type-graphql';
import { Own } from './facts.ts';
import { DateTime } from './scalars.ts';

const timed = { source: 'canopy', share: 'TIMED' } as const;

@ObjectType('Datasource', { description: 'An outside system and how its live copy stands.', simpleResolvers: true })
export class DatasourceType {
  @Own(() => String, timed, { description: 'Its name, as in `freshness.source` and in errors.' })
  readonly name!: string;
  @Own(() => String, timed, { description: 'marathon, mesos, docker, falcon, chronos, sqlite, mysql, redis.' })
  readonly kind!: string;
  @Own(() => String, { ...timed, role: 'ADMIN' }, { nullable: true, description: 'Where it is; administrators only.' })
  readonly url!: string | null;
  @Own(() => String, timed, {
    description:
      'WAITING: not read, or not asked yet. LIVE. STALE: not read for two re-list periods. DOWN: does not answer; of several engines, none does.',
  })
  readonly state!: string;
  @Own(() => DateTime, timed, {
    nullable: true,
    description: 'The instant before the request of the last whole read; for what is only asked, its last answer.',
  })
  readonly syncedAt!: number | null;
  @Own(() => Int, timed, { nullable: true, description: 'Milliseconds since then; 2147483647 means that or more.' })
  readonly ageMs!: number | null;
  @Own(
    () => String,
    { ...timed, role: 'ADMIN' },
    { nullable: true, description: 'What went wrong last, while it is wrong; administrators only.' },
  )
  readonly lastError!: string | null;
}

@ObjectType('Unreadable', { description: 'A part of an outside answer that could not be read. The rest went on.', simpleResolvers: true })
export class UnreadableType {
  @Own(() => String, { source: 'marathon', role: 'ADMIN' }, { description: 'App or task.' })
  readonly id!: string;
  @Own(() => String, { source: 'marathon', role: 'ADMIN' }, { description: 'Who said it.' })
  readonly source!: string;
  @Own(() => String, { source: 'marathon', role: 'ADMIN' }, { description: 'What could not be read, and where.' })
  readonly problem!: string;
}

@ObjectType('Platform', { description: 'Canopy itself and the systems behind it.', simpleResolvers: true })
export class PlatformType {
  @Own(() => String, { source: 'canopy', role: 'ANY' }, { description: "Canopy's version." })
  readonly version!: string;
}

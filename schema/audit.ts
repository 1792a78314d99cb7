import { Field, Float, ID, InputType, ObjectType } from 'type-graphql';
import { Own } from './facts.ts';
import { connectionOf } from './relay.ts';
import { DateTime, JobName, Json } from './scalars.ts';

const kept = { source: 'store', share: 'ON_DEMAND' } as const;

@ObjectType('AuditEntry', {
  description: 'Something that was done, refused, or changed about who is signed in. Kept in one signed chain: docs/audit.md.',
  simpleResolvers: true,
})
export class AuditEntryType {
  @Own(
    () => Float,
    { ...kept, role: 'ADMIN' },
    { nullable: true, description: 'Its place in the whole log, as `npm run audit:verify` names it; administrators only.' },
  )
  readonly seq!: number | null;
  @Own(() => DateTime, kept, { description: 'When; of refusals that are told together, the minute.' })
  readonly at!: number;
  @Own(() => String, kept, { description: 'Who: a caller by name, `canopy` itself, or `stranger`.' })
  readonly actor!: string;
  @Own(() => String, kept, { nullable: true, description: 'From which address; null: from within.' })
  readonly address!: string | null;
  @Own(() => String, kept, { description: 'A mutation by its name; SIGN_IN; REFUSED: turned away before anything ran.' })
  readonly action!: string;
  @Own(() => String, kept, {
    description:
      'What came of it. PLANNED: a dry run. BEGUN: it goes on. DONE, STOPPED, UNKNOWN, CANCELLED, EXPIRED: how its plan ended. REFUSED. Of a sign-in: FIRST, or CHANGED groups.',
  })
  readonly outcome!: string;
  @Own(() => String, kept, { nullable: true, description: 'Why it was refused or stopped: a code of docs/errors.md.' })
  readonly code!: string | null;
  @Own(() => ID, kept, { nullable: true, description: 'Global id of what it is about.' })
  readonly subject!: string | null;
  @Own(() => JobName, kept, { nullable: true, description: "The tree node's name at the time; null: it belongs to no node." })
  readonly jobName!: string | null;
  @Own(() => String, kept, { nullable: true, description: 'The request, as its answer named it in x-request-id.' })
  readonly requestId!: string | null;
  @Own(() => Json, kept, { description: 'What there is to know beyond that.' })
  readonly detail!: unknown;
  @Own(() => Float, kept, { description: 'How often: refusals of one address are told together, by the minute.' })
  readonly count!: number;
}

export const AuditConnection = connectionOf('Audit', () => AuditEntryType, 'store');

@InputType('AuditFilter', { description: 'Which entries; all that is given must hold.' })
export class AuditFilterInput {
  @Field(() => JobName, { nullable: true, description: 'At or below this node, by the name it had at the time.' })
  readonly scope?: string | null;
  @Field(() => String, { nullable: true, description: 'Of this actor.' })
  readonly actor?: string | null;
  @Field(() => String, { nullable: true, description: 'This action.' })
  readonly action?: string | null;
  @Field(() => String, { nullable: true, description: 'This outcome.' })
  readonly outcome?: string | null;
  @Field(() => DateTime, { nullable: true, description: 'Not before.' })
  readonly from?: number | null;
  @Field(() => DateTime, { nullable: true, description: 'Before.' })
  readonly to?: number | null;
}

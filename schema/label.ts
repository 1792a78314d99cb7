import { ObjectType } from 'type-graphql';
import { Own } from './facts.ts';

@ObjectType('Label', { description: 'A name and its value.', simpleResolvers: true })
export class LabelType {
  @Own(() => String, { source: 'canopy', facet: 'definition' }, { description: 'The name.' })
  readonly name!: string;
  @Own(() => String, { source: 'canopy', facet: 'definition' }, { description: 'The value.' })
  readonly value!: string;
}

import { ArgsType, Field, ID, Int, InterfaceType, ObjectType, type ClassType } from 'type-graphql';
import { Own } from './facts.ts';
import { Cursor } from './scalars.ts';

@InterfaceType('Node', { description: 'Anything with an id that `node(id)` finds again.' })
export abstract class Node {
  @Own(() => ID, { source: 'canopy', role: 'ANY' }, { description: 'Unique over all types and never reused.' })
  readonly id!: string;
}

@ObjectType('PageInfo', { description: 'Where a page stands in its list.', simpleResolvers: true })
export class PageInfoType {
  @Own(() => Boolean, { source: 'canopy', role: 'ANY' }, { description: 'More follow.' })
  readonly hasNextPage!: boolean;
  @Own(
    () => Boolean,
    { source: 'canopy', role: 'ANY' },
    { description: 'True when the page was asked for by a cursor: something may stand before it.' },
  )
  readonly hasPreviousPage!: boolean;
  @Own(() => Cursor, { source: 'canopy', role: 'ANY' }, { nullable: true, description: 'Of the first item.' })
  readonly startCursor!: string | null;
  @Own(() => Cursor, { source: 'canopy', role: 'ANY' }, { nullable: true, description: 'Of the last item: the next page is `after` it.' })
  readonly endCursor!: string | null;
}

@ArgsType()
export class PageArguments {
  @Field(() => Int, { nullable: true, description: 'How many at most; 50 unless told, 1,000 at most.' })
  readonly first?: number | null;
  @Field(() => Cursor, { nullable: true, description: 'Only what follows this place.' })
  readonly after?: string | null;
}

/** The connection of a type, as Relay has it; `nodes` beside `edges` for who needs no cursor per item. */
export function connectionOf<T extends object>(name: string, type: () => ClassType<T>, source: string) {
  @ObjectType(`${name}Edge`, { description: `One ${name} of a list, with its place.`, simpleResolvers: true })
  class EdgeType {
    @Own(type, { source }, { nullable: true, description: `The ${name}.` })
    readonly node!: T;
    @Own(() => Cursor, { source, role: 'ANY' }, { description: 'The place of this item.' })
    readonly cursor!: string;
  }

  @ObjectType(`${name}Connection`, { description: `A page of a list of ${name}.`, simpleResolvers: true })
  class ConnectionType {
    @Own(() => [EdgeType], { source }, { description: 'The items with a cursor each.' })
    readonly edges!: readonly EdgeType[];
    @Own(() => [type()], { source }, { nullable: 'items', description: 'The items alone: cheaper than `edges`.' })
    readonly nodes!: readonly T[];
    @Own(() => PageInfoType, { source, role: 'ANY' }, { description: 'Whether more follow, and from where.' })
    readonly pageInfo!: PageInfoType;
    @Own(
      () => Int,
      { source },
      { nullable: true, description: 'How many the whole list holds; null where counting would mean walking it.' },
    )
    readonly totalCount!: number | null;
    @Own(
      () => Boolean,
      { source, role: 'ANY' },
      { description: 'True: only of what the caller may see. Follows from their own roles alone, whether or not something is left out.' },
    )
    readonly partial!: boolean;
  }
  return ConnectionType;
}

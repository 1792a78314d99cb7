import {
  Kind,
  getArgumentValues,
  getNamedType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  print,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { collect, NotCovered, type Collected } from './collect.ts';
import { fieldFacts, isEntityType } from './facts.ts';
import { Bail, bail, leafWriter } from './scalars.ts';
import type { EntityTexts } from './texts.ts';

/** Stands in emitted text for what only the instant of sending knows; JSON text itself never holds it. */
export const SLOT = '\u0000';

export interface Slot {
  /** Writes the part, with a context of the instant. */
  write(context: unknown): string;
}

export interface Emission {
  /** JSON text of `data`, with SLOT for each of `slots`. */
  readonly text: string;
  readonly slots: readonly Slot[];
}

/** A query compiled to code that writes JSON text straight from the live objects. */
export interface Emitter {
  /** The numbering of texts that it was compiled under. */
  readonly epoch: number;
  /** Undefined when the full executor must serve it: a value was missing, wrong, or its resolver failed. */
  emit(context: unknown, variables: Readonly<Record<string, unknown>>, keepTexts: boolean): Emission | undefined;
}

/** State of one emission, as the generated code sees it: context, arguments, variables, slots, whether to keep texts. */
interface State {
  readonly x: unknown;
  readonly a: readonly unknown[];
  readonly V: Readonly<Record<string, unknown>>;
  readonly t: Slot[];
  readonly k: boolean;
  /** The instant of sending is now: what is inside a slot leaves no further slots. */
  readonly n: boolean;
}

type Write = (value: unknown, state: State) => string;

/** Compiles a validated query, or says why it is not covered: mutations, introspection, CALLER and ON_DEMAND fields. */
export function compileEmitter(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  texts: EntityTexts,
): Emitter | NotCovered {
  try {
    return new Compiler(schema, document, texts).compile(operation);
  } catch (error) {
    if (error instanceof NotCovered) return error;
    throw error;
  }
}

class Compiler {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #code: string[] = [];
  readonly #constants: unknown[] = [];
  readonly #args: ((variables: Readonly<Record<string, unknown>>) => unknown)[] = [];
  #names = 0;
  readonly #epoch: number;

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
    private readonly texts: EntityTexts,
  ) {
    this.#epoch = texts.epoch;
    this.#fragments = new Map(
      document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
    );
  }

  compile(operation: OperationDefinitionNode): Emitter {
    const query = this.schema.getQueryType();
    if (operation.operation !== 'query' || !query) throw new NotCovered(operation.operation);
    if (operation.directives?.length) throw new NotCovered('directives on the operation');
    const root = this.#object(query, [operation.selectionSet]);
    const body = `"use strict";\n${this.#code.join('\n')}\nreturn ${root};`;
    // Names in the code are our own; strings of the document enter it only through JSON.stringify.
    // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- a compiler; see the line above
    const write = new Function('C', 'bail', 'later', 'texts', 'SLOT', body)(this.#constants, bail, later, this.texts, SLOT) as Write;
    const args = this.#args;
    return {
      epoch: this.#epoch,
      emit(context, variables, keepTexts) {
        const slots: Slot[] = [];
        try {
          const state: State = { x: context, a: args.map((arg) => arg(variables)), V: variables, t: slots, k: keepTexts, n: false };
          const text = write(undefined, state);
          // Once now: what a slot reads is noted with the rest, and one that fails leaves the whole to the full executor.
          for (const slot of slots) slot.write(context);
          return { text, slots };
        } catch (error) {
          // A Bail or a resolver's failure: the full executor says it in the standard way.
          if (error instanceof Bail || error instanceof Error) return undefined;
          throw error;
        }
      },
    };
  }

  #name(prefix: string): string {
    return `${prefix}${this.#names++}`;
  }

  #constant(value: unknown): string {
    this.#constants.push(value);
    return `C[${this.#constants.length - 1}]`;
  }

  /** A function that writes one object of the type. */
  #object(type: GraphQLObjectType, sets: readonly SelectionSetNode[]): string {
    const fields = collect(this.schema, this.#fragments, type, sets);
    const parts: { condition: string | undefined; code: string }[] = [];
    const entity = isEntityType(type);
    for (let i = 0; i < fields.length;) {
      const run: Collected[] = [];
      while (entity && i < fields.length && this.#isOwn(type, fields[i] as Collected)) run.push(fields[i++] as Collected);
      if (run.length > 0) {
        parts.push({ condition: undefined, code: this.#run(type, run) });
        continue;
      }
      const field = fields[i++] as Collected;
      parts.push({ condition: field.condition, code: `${literal(`${JSON.stringify(field.key)}:`)}+${this.#field(type, field)}` });
    }
    const name = this.#name('o');
    const conditional = parts.some((part) => part.condition !== undefined);
    const body = conditional
      ? `let s='';${parts.map(({ condition, code }) => `${condition === undefined ? '' : `if(${condition.replaceAll('V[', 'c.V[')})`}s+=','+${code};`).join('')}return '{'+s.slice(1)+'}';`
      : `return '{'+${parts.map(({ code }) => code).join("+','+") || "''"}+'}';`;
    this.#code.push(`function ${name}(v,c){${body}}`);
    return name;
  }

  /** Own shared fields: what they write depends on the snapshot alone. */
  #isOwn(type: GraphQLObjectType, { nodes, condition }: Collected): boolean {
    const [node] = nodes;
    if (!node || condition !== undefined || node.arguments?.length) return false;
    if (node.name.value === '__typename') return true;
    const field = type.getFields()[node.name.value];
    if (!field || field.resolve || fieldFacts(field)?.share !== 'SHARED') return false;
    const inner = getNamedType(field.type);
    if (isLeafType(inner)) return true;
    if (!isObjectType(inner)) return false;
    // A named fragment means something else in another document, and runs are shared between documents.
    if (sets(nodes).some((set) => set.selections.some((each) => each.kind !== Kind.FIELD))) return false;
    const below = collect(this.schema, this.#fragments, inner, sets(nodes));
    return below.every((each) => this.#isOwn(inner, each));
  }

  #run(type: GraphQLObjectType, fields: readonly Collected[]): string {
    const code = fields.map((field) => `${literal(`${JSON.stringify(field.key)}:`)}+${this.#field(type, field)}`).join("+','+");
    const slot = this.texts.slot(type.name, fields.map((field) => printed(field)).join(','));
    const name = this.#name('r');
    const kept =
      slot === undefined
        ? ''
        : `const t=v.texts;if(t!==undefined&&v.epoch===${this.#epoch}){const s=t[${slot}];if(s!==undefined)return s;}`;
    const keep = slot === undefined ? '' : `if(c.k)return texts.keep(v,${slot},s,${this.#epoch});`;
    this.#code.push(`function ${name}(v,c){${kept}const s=${code};${keep}return s;}`);
    return `${name}(v,c)`;
  }

  /** An expression that writes the value of one field of `v`. */
  #field(type: GraphQLObjectType, { nodes }: Collected): string {
    const [node] = nodes;
    if (!node) throw new NotCovered('an empty field');
    const fieldName = node.name.value;
    if (fieldName === '__typename') return literal(JSON.stringify(type.name));
    if (fieldName.startsWith('__')) throw new NotCovered('introspection');
    const field = type.getFields()[fieldName];
    if (!field) throw new NotCovered(`unknown field ${fieldName}`);
    const share = fieldFacts(field)?.share;
    if (share !== 'SHARED' && share !== 'TIMED') throw new NotCovered(`${type.name}.${fieldName} is ${share ?? 'undeclared'}`);

    const value = this.#value(field, node);
    const write = this.#writer(field.type, sets(nodes));
    const name = this.#name('f');
    this.#code.push(`function ${name}(v,c){const r=${value};if(r!=null&&typeof r.then==='function')later(r);return ${write('r')};}`);
    if (share === 'SHARED') return `${name}(v,c)`;
    // The instant of sending decides: leave a slot, and write it then with that instant's context.
    return `(c.n?${name}(v,c):(c.t.push({write:(x)=>${name}(v,{x,a:c.a,V:c.V,t:[],k:false,n:true})}),SLOT))`;
  }

  #value(field: GraphQLField<unknown, unknown>, node: Collected['nodes'][number]): string {
    if (!field.resolve) return `v[${JSON.stringify(field.name)}]`;
    const resolve = this.#constant(field.resolve);
    if (field.args.length === 0) return `${resolve}(v,{},c.x)`;
    const slot = this.#args.length;
    if (usesVariables(node)) this.#args.push((variables) => getArgumentValues(field, node, variables));
    else {
      const fixed = getArgumentValues(field, node);
      this.#args.push(() => fixed);
    }
    return `${resolve}(v,c.a[${slot}],c.x)`;
  }

  /** Given the code of a value, the code of its JSON text. */
  #writer(type: GraphQLOutputType, below: readonly SelectionSetNode[]): (value: string) => string {
    if (isNonNullType(type)) {
      const write = this.#present(type.ofType, below);
      return (value) => `(${value}==null?bail():${write(value)})`;
    }
    const write = this.#present(type, below);
    return (value) => `(${value}==null?'null':${write(value)})`;
  }

  #present(type: GraphQLOutputType, below: readonly SelectionSetNode[]): (value: string) => string {
    if (isListType(type)) {
      const write = this.#writer(type.ofType as GraphQLOutputType, below);
      const name = this.#name('l');
      this.#code.push(
        `function ${name}(r,c){if(!Array.isArray(r))bail();let s='';for(let i=0;i<r.length;i++){const e=r[i];s+=(i===0?'':',')+${write('e')};}return '['+s+']';}`,
      );
      return (value) => `${name}(${value},c)`;
    }
    if (isLeafType(type)) {
      const write = this.#constant(leafWriter(type));
      return (value) => `${write}(${value})`;
    }
    if (isObjectType(type)) {
      const write = this.#object(type, below);
      return (value) => `${write}(${value},c)`;
    }
    if (isAbstractType(type)) return this.#abstract(type.name, below);
    throw new NotCovered('an unknown kind of type');
  }

  #tried(compile: () => string): string | undefined {
    try {
      return compile();
    } catch (error) {
      if (error instanceof NotCovered) return undefined;
      throw error;
    }
  }

  #abstract(typeName: string, below: readonly SelectionSetNode[]): (value: string) => string {
    const type = this.schema.getType(typeName);
    if (!isAbstractType(type) || !type.resolveType) throw new NotCovered(`${typeName} without resolveType`);
    const resolveType = this.#constant(type.resolveType);
    // A type that is not covered (what the store holds, say) bails when it turns up; the others are written.
    const cases = this.schema.getPossibleTypes(type).map((each) => {
      const write = this.#tried(() => this.#object(each, below));
      return write === undefined ? '' : `case ${JSON.stringify(each.name)}:return ${write}(r,c);`;
    });
    if (cases.every((each) => each === '')) throw new NotCovered(typeName);
    const name = this.#name('u');
    this.#code.push(`function ${name}(r,c){switch(${resolveType}(r,c.x)){${cases.join('')}default:return bail();}}`);
    return (value) => `${name}(${value},c)`;
  }
}

/** A promise turned up where values were expected: let it go, and leave the document to the full executor. */
function later(promise: Promise<unknown>): never {
  promise.then(undefined, () => undefined);
  return bail();
}

function sets(nodes: Collected['nodes']): SelectionSetNode[] {
  return nodes.flatMap((node) => node.selectionSet ?? []);
}

/** What tells one field of a run from another: its key and, below it, the whole selection with its fragments spread. */
function printed({ key, nodes }: Collected): string {
  const below = sets(nodes).map((set) => print(set));
  return `${key}:${nodes[0]?.name.value}${below.join('')}`;
}

function usesVariables(node: Collected['nodes'][number]): boolean {
  let found = false;
  for (const argument of node.arguments ?? []) visit(argument, { Variable: () => void (found = true) });
  return found;
}

const literal = (text: string): string => JSON.stringify(text);

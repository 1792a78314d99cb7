import { createHash } from 'node:crypto';
import {
  GraphQLError,
  Kind,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValidationRule,
} from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import { NotCovered } from '../kit/emit/collect.ts';
import { compileEmitter, type Emitter } from '../kit/emit/compile.ts';
import type { EntityTexts } from '../kit/emit/texts.ts';
import { coercedOr, measure, type Measure } from '../kit/measure.ts';
import { KnownOperationsRule } from './known-operations.ts';
import { refusal, type Limits } from './limits.ts';

/** A validated document with one of its operations, and what was made of it so far. */
export class KnownDocument {
  seen = 0;
  /** Of this operation among all that are known. */
  readonly key: string;
  #emitter: Emitter | null | undefined;
  #compiled: CompiledQuery | null | undefined;
  #measure: Measure | undefined;

  constructor(
    readonly hash: string,
    readonly document: DocumentNode,
    readonly operation: OperationDefinitionNode,
    private readonly schema: GraphQLSchema,
    private readonly texts: EntityTexts,
  ) {
    this.key = `${hash} ${this.name}`;
  }

  get name(): string {
    return this.operation.name?.value ?? 'anonymous';
  }

  get fields(): readonly string[] {
    return (this.#measure ?? this.measure({})).fields;
  }

  /** Pages given by variables change the cost with each request; everything else stays. */
  measure(variables: Readonly<Record<string, unknown>>): Measure {
    if (this.#measure?.fixed) return this.#measure;
    this.#measure = measure(this.schema, this.document, this.operation, coercedOr(this.schema, this.operation, variables));
    return this.#measure;
  }

  /** Compiled once the document was seen twice: most documents of a bad client come once. */
  emitter(): Emitter | undefined {
    if (this.#emitter === undefined || (this.#emitter && this.#emitter.epoch !== this.texts.epoch)) {
      const compiled = compileEmitter(this.schema, this.document, this.operation, this.texts);
      this.#emitter = compiled instanceof NotCovered ? null : compiled;
    }
    return this.#emitter ?? undefined;
  }

  compiled(): CompiledQuery | undefined {
    if (this.#compiled === undefined) {
      const compiled = compileQuery(this.schema, this.document, this.operation.name?.value);
      this.#compiled = isCompiledQuery(compiled) ? compiled : null;
    }
    return this.#compiled ?? undefined;
  }
}

/** What a document costs in memory with one of its operations, by its text: the tree of its nodes, and what is compiled of it, are many times that. */
const sizeOf = (query: string): number => query.length * 20 + 2_000;
const BYTES = 128 * 1024 * 1024;

export interface DocumentOptions {
  readonly limits: Limits;
  readonly introspection: boolean;
}

/** A text that validated, with those of its operations that were asked for. */
interface Validated {
  readonly hash: string;
  readonly document: DocumentNode;
  /** By the name that was given, which may be none. */
  readonly names: Map<string, KnownDocument>;
}

/** Every document that validated, the hot ones kept: bounded by bytes, evicting what was not asked for longest. */
export class Documents {
  /** By text. */
  readonly #known = new Map<string, Validated>();
  readonly #byHash = new Map<string, DocumentNode>();
  readonly #rules: readonly ValidationRule[];
  #bytes = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly texts: EntityTexts,
    private readonly options: DocumentOptions,
    private readonly budget = BYTES,
  ) {
    const rules = [...specifiedRules, KnownOperationsRule];
    this.#rules = options.introspection ? rules : [...rules, NoSchemaIntrospectionCustomRule];
  }

  find(query: string, operationName: string | null | undefined): KnownDocument | undefined {
    const validated = this.#known.get(query);
    if (validated === undefined) return undefined;
    if (this.#bytes > this.budget / 2) this.#renew(query, validated);
    return validated.names.get(operationName ?? '');
  }

  /** Parses, measures and validates; throws what the first two refuse. Undefined when there is no such operation. */
  learn(query: string, operationName: string | null | undefined): KnownDocument | GraphQLError[] | undefined {
    const validated = this.#known.get(query) ?? this.#validated(query);
    if (Array.isArray(validated)) return validated;
    const { hash, document, names } = validated;
    const held = names.get(operationName ?? '');
    if (held) return held;
    const operations = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
    const operation = operationName
      ? operations.find((each) => each.name?.value === operationName)
      : operations.length === 1
        ? operations[0]
        : undefined;
    if (!operation) return undefined;
    const known = new KnownDocument(hash, document, operation, this.schema, this.texts);
    names.set(operationName ?? '', known);
    this.#keep(query, validated);
    return known;
  }

  #validated(query: string): Validated | GraphQLError[] {
    const document = parse(query, { maxLexicalTokens: this.options.limits.tokens });
    // Before validation, whose cost a hostile document could drive up.
    for (const each of document.definitions) {
      if (each.kind !== Kind.OPERATION_DEFINITION) continue;
      const refused = refusal(measure(this.schema, document, each, coercedOr(this.schema, each, {})), this.options.limits);
      if (refused) throw refused;
    }
    const errors = validate(this.schema, document, this.#rules, { maxErrors: 20 });
    if (errors.length > 0) return this.options.introspection ? [...errors] : errors.map(withoutSuggestion);
    return { hash: hashOf(query), document, names: new Map() };
  }

  /** For Apollo, which asks by hash: what was validated here is not validated again there. */
  parsedBy(hash: string): DocumentNode | undefined {
    return this.#byHash.get(hash);
  }

  /** One more operation of it: each counts as much, whatever of the document they share. */
  #keep(query: string, validated: Validated): void {
    this.#renew(query, validated);
    this.#byHash.set(validated.hash, validated.document);
    this.#bytes += sizeOf(query);
    for (const [oldest, { hash, names }] of this.#known) {
      if (this.#bytes <= this.budget || oldest === query) break;
      this.#known.delete(oldest);
      this.#byHash.delete(hash);
      this.#bytes -= sizeOf(oldest) * names.size;
    }
    // What is too much now is its own.
    const { names } = validated;
    for (const name of names.keys()) {
      if (this.#bytes <= this.budget || names.size === 1) return;
      names.delete(name);
      this.#bytes -= sizeOf(query);
    }
  }

  #renew(query: string, validated: Validated): void {
    this.#known.delete(query);
    this.#known.set(query, validated);
  }
}

/** "Did you mean" names what nobody asked for. */
const withoutSuggestion = ({ message, nodes, source, positions }: GraphQLError): GraphQLError =>
  new GraphQLError(message.replace(/ ?Did you mean .*$/s, ''), {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
  });

export const hashOf = (query: string): string => createHash('sha256').update(query).digest('hex');

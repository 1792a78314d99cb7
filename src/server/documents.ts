import { createHash } from 'node:crypto';
import { type GraphQLError, Kind, parse, validate, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import { NotCovered } from '../kit/emit/collect.ts';
import { compileEmitter, type Emitter } from '../kit/emit/compile.ts';
import type { EntityTexts } from '../kit/emit/texts.ts';
import { measure, type Measure } from '../kit/measure.ts';
import { refusal, type Limits } from './limits.ts';

/** A validated document with one of its operations, and what was made of it so far. */
export class KnownDocument {
  seen = 0;
  #emitter: Emitter | null | undefined;
  #compiled: CompiledQuery | null | undefined;
  #measure: Measure | undefined;

  constructor(
    readonly hash: string,
    readonly document: DocumentNode,
    readonly operation: OperationDefinitionNode,
    private readonly schema: GraphQLSchema,
    private readonly texts: EntityTexts,
  ) {}

  get name(): string {
    return this.operation.name?.value ?? 'anonymous';
  }

  get fields(): readonly string[] {
    return this.#measure?.fields ?? [];
  }

  /** Pages given by variables change the cost with each request; everything else stays. */
  measure(variables: Readonly<Record<string, unknown>>): Measure {
    if (this.#measure?.fixed) return this.#measure;
    this.#measure = measure(this.schema, this.document, this.operation, variables);
    return this.#measure;
  }

  /** Compiled once the document was seen twice: most documents of a bad client come once. */
  emitter(): Emitter | undefined {
    if (this.#emitter === undefined) {
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

/** Every document that validated, the hot ones kept: bounded by count and by bytes, evicting what was not asked for longest. */
export class Documents {
  readonly #known = new Map<string, KnownDocument>();
  readonly #parsed = new Map<string, DocumentNode>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly texts: EntityTexts,
    private readonly limits: Limits,
    private readonly capacity = 2_000,
  ) {}

  get size(): number {
    return this.#known.size;
  }

  find(query: string, operationName: string | null | undefined): KnownDocument | undefined {
    const key = keyOf(query, operationName);
    const known = this.#known.get(key);
    if (known && this.#known.size > this.capacity / 2) {
      this.#known.delete(key);
      this.#known.set(key, known);
    }
    return known;
  }

  /** Parses, measures and validates; throws what the first two refuse. Undefined when there is no such operation. */
  learn(query: string, operationName: string | null | undefined): KnownDocument | GraphQLError[] | undefined {
    const document = parse(query, { maxLexicalTokens: this.limits.tokens });
    // Before validation, whose cost a hostile document could drive up.
    for (const each of document.definitions) {
      const refused = each.kind === Kind.OPERATION_DEFINITION && refusal(measure(this.schema, document, each, {}), this.limits);
      if (refused) throw refused;
    }
    const errors = validate(this.schema, document, undefined, { maxErrors: 20 });
    if (errors.length > 0) return [...errors];
    const operations = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
    const operation = operationName
      ? operations.find((each) => each.name?.value === operationName)
      : operations.length === 1
        ? operations[0]
        : undefined;
    if (!operation) return undefined;
    const hash = hashOf(query);
    const known = new KnownDocument(hash, document, operation, this.schema, this.texts);
    this.#keep(keyOf(query, operationName), known);
    this.#parsed.set(hash, document);
    if (this.#parsed.size > this.capacity) this.#parsed.delete(this.#parsed.keys().next().value as string);
    return known;
  }

  /** For Apollo, which asks by hash: what was validated here is not validated again there. */
  parsedBy(hash: string): DocumentNode | undefined {
    return this.#parsed.get(hash);
  }

  #keep(key: string, known: KnownDocument): void {
    this.#known.set(key, known);
    if (this.#known.size > this.capacity) this.#known.delete(this.#known.keys().next().value as string);
  }
}

const keyOf = (query: string, operationName: string | null | undefined): string => (operationName ? `${operationName}\n${query}` : query);

export const hashOf = (query: string): string => createHash('sha256').update(query).digest('hex');

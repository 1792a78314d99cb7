import { isObject } from '../kit/json.ts';
import { execute, getVariableValues, type GraphQLSchema } from 'graphql';
import type { Emission } from '../kit/emit/compile.ts';

import type { EntityTexts } from '../kit/emit/texts.ts';
import { Answer, type Answers } from './answers.ts';
import type { Measure } from '../kit/measure.ts';
import type { Documents, KnownDocument } from './documents.ts';
import { refusal, type Limits } from './limits.ts';
import { isPlain } from './persisted.ts';
import { RequestContext, ToldFreshness, type RequestDeps } from './request.ts';
import type { Known } from './callers.ts';
import type { Bill } from './points.ts';
import type { Source } from '../live/source.ts';
import { Fault } from '../kit/fault.ts';

/** A GraphQL request as its body or URL gave it. */
export interface Operation {
  readonly query?: unknown;
  /** Of a trusted document, in place of its text. */
  readonly documentId?: unknown;
  readonly operationName?: unknown;
  readonly variables?: unknown;
  readonly extensions?: unknown;
}

export interface LaneDeps {
  readonly schema: GraphQLSchema;
  readonly documents: Documents;
  readonly answers: Answers;
  readonly texts: EntityTexts;
  readonly limits: Limits;
  readonly request: RequestDeps;
}

const OVER_ANOTHER_WAY = 'A subscription is asked over a WebSocket at /graphql, or as an event stream at /graphql/stream.';

/** Answers whole and error-free queries without Apollo; whatever else turns up is left to it. */
export class Lane {
  readonly #told: ToldFreshness;

  constructor(private readonly deps: LaneDeps) {
    this.#told = new ToldFreshness(deps.request.freshness);
  }

  /** A finished answer to this very request by somebody of equal rights, while all that it rests on still holds. */
  stored(request: string, { scope }: Known): Answer | undefined {
    return this.deps.answers.find(scope.key + request);
  }

  /** Computes the answer, or says why it is refused; undefined: not for this lane. */
  answer(
    request: string,
    { query, operationName, variables, extensions }: Operation,
    requestId: string,
    asker: Known,
    bill: Bill,
  ): Answer | Fault | undefined {
    if (typeof query !== 'string') return undefined;
    if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') return undefined;
    const known = this.#known(query, operationName);
    if (known instanceof Fault) return known;
    if (known?.operation.operation === 'subscription') return new Fault('BAD_REQUEST', OVER_ANOTHER_WAY);
    if (!known || known.operation.operation !== 'query' || !isPlain(extensions) || !isInput(variables)) return undefined;
    const emitter = known.seen < 2 ? undefined : known.emitter();
    if (!emitter && known.seen >= 2) return undefined;
    const { coerced, errors } = getVariableValues(this.deps.schema, known.operation.variableDefinitions ?? [], variables ?? {});
    if (errors || !coerced) return undefined;
    const measured = known.measure(coerced);
    const refused = refusal(measured, this.deps.limits) ?? bill.charge(measured.cost);
    if (refused) return refused;
    const context = new RequestContext(this.deps.request, requestId, asker, bill, measured.facets);
    const emission = emitter ? emitter.emit(context, coerced, known.seen > 2) : this.#executed(known, measured, context, variables ?? {});
    if (!emission) return undefined;
    const answer = new Answer(emission, context.list, context.sources, known, measured.timed, Math.max(1, measured.cost));
    if (!emitter) return answer;
    const key = asker.scope.key + request;
    if (this.deps.answers.admits(key)) this.deps.answers.keep(key, answer);
    return answer;
  }

  /** First sight, by graphql-js: most documents of a bad client come once, and compiling would cost more than running. */
  #executed(
    { document, operation }: KnownDocument,
    { caller, onDemand }: Measure,
    context: RequestContext,
    variableValues: Readonly<Record<string, unknown>>,
  ): Emission | undefined {
    if (caller || onDemand) return undefined;
    const result = execute({
      schema: this.deps.schema,
      document,
      contextValue: context,
      variableValues,
      operationName: operation.name?.value ?? null,
    });
    // An error is told by Apollo, in the standard way; a promise turns up where a field is not what it declares.
    if ('then' in result || result.errors || !result.data) return undefined;
    return { text: JSON.stringify(result.data), slots: [] };
  }

  /** The end of an answer: what only this instant knows. */
  tail(answer: Answer): string {
    let oldest: Source | undefined;
    for (const source of answer.sources) {
      const { oldestMono } = source;
      if (oldestMono !== undefined && (oldest?.oldestMono === undefined || oldestMono < oldest.oldestMono)) oldest = source;
    }
    const begin = `,"extensions":{"cursor":"${this.deps.request.cursor()}"`;
    return oldest === undefined ? `${begin}}}\n` : `${begin}${this.#told.of(oldest)}}}\n`;
  }

  /** The document of an operation, when it is one that validated. */
  document({ query, operationName }: Operation): KnownDocument | undefined {
    const name = typeof operationName === 'string' ? operationName : undefined;
    return typeof query === 'string' ? this.deps.documents.find(query, name) : undefined;
  }

  /** What is left to Apollo is paid before it runs; what Apollo will refuse has cost what it cost to come. */
  pay(operation: Operation, bill: Bill): Fault | undefined {
    const measured = this.document(operation)?.measure(isObject(operation.variables) ? operation.variables : {});
    return measured && !refusal(measured, this.deps.limits) ? bill.charge(measured.cost) : undefined;
  }

  context(requestId: string, known: Known, bill: Bill, address: string | null = null): RequestContext {
    return new RequestContext(this.deps.request, requestId, known, bill, undefined, address);
  }

  /** Learns a document at first sight, so that Apollo finds it validated. */
  #known(query: string, operationName: string | null | undefined): KnownDocument | Fault | undefined {
    let known = this.deps.documents.find(query, operationName);
    if (!known) {
      try {
        const learnt = this.deps.documents.learn(query, operationName);
        if (learnt === undefined || Array.isArray(learnt)) return undefined;
        known = learnt;
      } catch (error) {
        // What cannot be parsed is told by Apollo, in the standard way.
        return error instanceof Fault ? error : undefined;
      }
    }
    known.seen++;
    return known;
  }
}

function isInput(value: unknown): value is Record<string, unknown> | null | undefined {
  return value === undefined || value === null || isObject(value);
}

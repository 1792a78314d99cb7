import { Fault } from '../kit/fault.ts';
import { hashOf } from './documents.ts';
import type { Operation } from './lane.ts';
import { hashGiven, PersistedTexts } from './persisted.ts';

/** Documents that were agreed on beforehand, by hash: a client sends `documentId` instead of the text. */
export class TrustedDocuments {
  readonly #byHash: ReadonlyMap<string, string>;

  constructor(
    documents: Readonly<Record<string, string>>,
    /** Nothing else runs. */
    readonly only: boolean,
    readonly persisted = new PersistedTexts(),
  ) {
    this.#byHash = new Map(
      Object.entries(documents).flatMap(([id, text]) => [[id.replace(/^sha256:/, ''), text] as const, [hashOf(text), text] as const]),
    );
  }

  /**
   * The operation with its text filled in, by the id of a trusted document or by the hash of one that is trusted or was
   * registered; refuses one that is not agreed on where only those run.
   */
  resolve(operation: Operation): Operation {
    const { documentId, query, operationName, variables } = operation;
    if (typeof documentId === 'string') {
      const text = this.#byHash.get(documentId.replace(/^sha256:/, ''));
      if (text === undefined) throw new Fault('OPERATION_NOT_TRUSTED', 'There is no trusted document with this id.');
      return { ...operation, query: text, documentId: undefined };
    }
    const hash = hashGiven(operation);
    const known = hash === undefined ? undefined : (this.#byHash.get(hash) ?? this.persisted.get(hash));
    if (known !== undefined) return this.resolve({ query: known, operationName, variables });
    if (this.only && !(typeof query === 'string' && this.#byHash.get(hashOf(query)) === query)) {
      throw new Fault('OPERATION_NOT_TRUSTED', 'Only trusted documents run here; this one is not in the list.');
    }
    return operation;
  }
}

import type { Json } from '../kit/json.ts';

/** What was done, refused or changed about who is signed in, before the audit log gave it a place. */
export interface AuditDraft {
  readonly at: number;
  /** The caller's name, or `source:...` and the like where Canopy acts by itself. */
  readonly actor: string;
  /** From where; null: from within. */
  readonly address: string | null;
  /** The mutation, or what else it was: SIGN_IN, REFUSED. */
  readonly action: string;
  /** What came of it, in one word: DONE, PLANNED, REFUSED. */
  readonly outcome: string;
  /** Why it was refused or failed, by the table of faults. */
  readonly code: string | null;
  /** Global id of the thing it is about, as in `node(id)`. */
  readonly subject: string | null;
  /** The tree node it belongs to and that node's JobName at the time; null: administrators only. */
  readonly nodeId: string | null;
  readonly jobName: string | null;
  readonly planId: string | null;
  readonly requestId: string | null;
  /** What there is to know beyond that; never a secret. */
  readonly detail: { readonly [key: string]: Json };
  /** How often it happened: refusals of strangers are told together. */
  readonly count: number;
}

/** An entry of the audit log; `seq` order is commit order, without a hole. */
export interface AuditRecord extends AuditDraft, AuditHead {}

/** An entry by its place and its signature, which holds all before it. */
export interface AuditHead {
  readonly seq: number;
  readonly mac: string;
}

/** What retention leaves in place of the oldest entries: the last that went, signed. */
export interface AuditAnchor extends AuditHead {
  readonly at: number;
  readonly signature: string;
}

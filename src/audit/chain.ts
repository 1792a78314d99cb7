import { isObject } from '../kit/json.ts';
import type { AuditAnchor, AuditDraft, AuditHead } from './model.ts';

/** An HMAC with the key of the log, which lies outside the store. */
export type Sign = (text: string) => string;

/** Before the first entry. */
export const ORIGIN: AuditHead = { seq: 0, mac: '' };

/** What is kept in columns of its own beside the signed text, to be searched. */
export const SHOWN = [
  'at',
  'actor',
  'address',
  'action',
  'outcome',
  'code',
  'subject',
  'nodeId',
  'jobName',
  'planId',
  'requestId',
] as const satisfies readonly (keyof AuditDraft)[];

export type Shown = Pick<AuditDraft, (typeof SHOWN)[number]>;

/** An entry as it lies in the store. */
export interface Link extends AuditHead {
  readonly text: string;
  readonly shown: Shown;
}

/** What an entry says, by its own text. */
export interface Entry {
  readonly draft: AuditDraft;
  readonly previous: string;
  readonly seq: number;
}

/**
 * The text that is kept and signed; `draft` is canonical JSON, and so is the whole. Its own place and the signature before
 * it are part of it: an entry can be told true by itself, and what was changed is blamed alone.
 */
export const textOf = (previous: AuditHead, draft: string): string =>
  `{"draft":${draft},"previous":${JSON.stringify(previous.mac)},"seq":${previous.seq + 1}}`;

export const macOf = (sign: Sign, text: string): string => sign(`entry\n${text}`);

export const anchorSignature = (sign: Sign, { seq, mac, at }: Omit<AuditAnchor, 'signature'>): string =>
  sign(`anchor\n${seq}\n${mac}\n${at}`);

/** Tells one key from another, and nothing of either. */
export const keyName = (sign: Sign): string => sign('name').slice(0, 16);

/** Undefined for a text that no entry ever had. */
export function entryOf(text: string): Entry | undefined {
  try {
    const { draft, previous, seq } = JSON.parse(text) as Partial<Entry>;
    return isObject(draft) && typeof previous === 'string' && typeof seq === 'number' ? { draft, previous, seq } : undefined;
  } catch {
    return undefined;
  }
}

/** What columns keep of a draft. A database would make its own of half a character. */
export function shownOf(draft: AuditDraft): Shown {
  const { at, actor, address, action, outcome, code, subject, nodeId, jobName, planId, requestId } = draft;
  const whole = <T extends string | null>(text: T) => (typeof text === 'string' ? text.toWellFormed() : text) as T;
  return {
    at,
    actor: whole(actor),
    address: whole(address),
    action: whole(action),
    outcome: whole(outcome),
    code: whole(code),
    subject: whole(subject),
    nodeId: whole(nodeId),
    jobName: whole(jobName),
    planId: whole(planId),
    requestId: whole(requestId),
  };
}

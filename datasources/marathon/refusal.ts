import { fields, objectsAt, type Fields } from '../../src/kit/fields.ts';
import { Fault, type FaultCode } from '../../src/kit/fault.ts';
import type { WholeAnswer } from '../../src/kit/http.ts';

export interface Problem {
  readonly path: string;
  readonly errors: readonly string[];
}

/** Marathon's own words for a refusal; null when the answer is not one of Marathon's (a proxy's page). */
function wordsOf(answer: WholeAnswer): Fields | null {
  try {
    const wire = fields(JSON.parse(answer.text));
    return typeof wire['message'] === 'string' ? wire : null;
  } catch {
    return null;
  }
}

/** An answer of 300 and above as a Fault. `details.sent` is true: the request was read by someone. */
export function refusal(source: string, doing: string, answer: WholeAnswer): Fault {
  const { status } = answer;
  const words = wordsOf(answer);
  const message = words ? String(words['message']) : `status ${status}`;
  const deployments = words ? idsOf(words) : [];
  const problems = words ? problemsOf(words) : [];
  const details = {
    sent: true,
    status,
    ...(deployments.length > 0 && { deployments }),
    ...(problems.length > 0 && { problems }),
    ...((status === 401 || status === 403) && { reason: /deployment/i.test(message) ? 'too many deployments' : 'not allowed' }),
  };
  return new Fault(codeOf(status, words !== null, deployments.length > 0 || /locked/i.test(message)), `${doing}: ${message}`, {
    source,
    details,
  });
}

function codeOf(status: number, marathonSpoke: boolean, locked: boolean): FaultCode {
  if (status >= 500) return 'UPSTREAM_UNAVAILABLE';
  // Only Marathon itself can say that something does not exist; a proxy that does not know the way cannot.
  if (status === 404 && marathonSpoke) return 'NOT_FOUND';
  if (status === 409) return locked ? 'CONFLICT' : 'ALREADY_EXISTS';
  if ((status === 400 || status === 422) && marathonSpoke) return 'BAD_USER_INPUT';
  return 'UPSTREAM_REFUSED';
}

function idsOf(words: Fields): string[] {
  try {
    return objectsAt(words, 'deployments').map(({ id }) => String(id));
  } catch {
    return [];
  }
}

/** Details are a text, a list of `{path, errors}`, or (up to 0.14) `errors` is a list of `{attribute, error}`. */
function problemsOf(words: Fields): Problem[] {
  const { details, errors } = words;
  if (typeof details === 'string') return [{ path: '', errors: [details] }];
  const list = Array.isArray(details) ? details : Array.isArray(errors) ? errors : [];
  return list.flatMap((item: unknown) => {
    if (typeof item === 'string') return [{ path: '', errors: [item] }];
    if (typeof item !== 'object' || item === null) return [];
    const { path, errors: said, attribute, error }: Fields = { ...item };
    const texts = Array.isArray(said) ? said : [said ?? error];
    const place = path ?? attribute;
    return [{ path: typeof place === 'string' ? place : '', errors: texts.filter((each) => typeof each === 'string') }];
  });
}

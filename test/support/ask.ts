import type { Document } from '../../client/src/index.ts';

export interface Told {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

export interface Answer<R = unknown> {
  readonly data: R;
  readonly errors?: readonly Told[];
  readonly extensions?: {
    readonly cursor?: string;
    readonly freshness?: { readonly source: string; readonly observedAt: string; readonly ageMs: number; readonly stale: boolean };
  };
}

type Variables<V> = Record<string, never> extends V ? [variables?: V & object] : [variables: V & object];

export interface Ask {
  /** A text, which need not be a document at all: nothing is known of its data, and there may be none. */
  (text: string, variables?: object): Promise<Answer>;
  /** An operation of `test/operations`. A test means it to run: one that is refused as a whole throws why. */
  <R, V>(document: Document<R, V>, ...variables: Variables<V>): Promise<Answer<R>>;
}

export type Post = (body: string, headers?: Readonly<Record<string, string>>) => Promise<Response>;

/** Posts to a Canopy, by the address that it runs at. */
export const poster =
  (url: string): Post =>
  (body, headers = {}) =>
    fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });

export function asker(post: Post): Ask {
  return async <R>(document: string | Document<R, never>, variables?: object): Promise<Answer<R>> => {
    const answer = await read<Answer<R>>(await post(JSON.stringify({ query: document.toString(), variables })));
    if (typeof document !== 'string' && answer.data == null) throw new Error(`refused: ${JSON.stringify(answer.errors)}`);
    return answer;
  };
}

/** The JSON of a response, which is an answer unless the test knows better. */
export async function read<T = Answer>(response: Response): Promise<T> {
  return (await response.json()) as T;
}

/** The code of the first error, of which there may be none. */
export const codeOf = ({ errors }: Pick<Answer, 'errors'>): unknown => errors?.[0]?.extensions['code'];

/** A list of which every item came. */
export function whole<T>(list: readonly (T | null)[] | null | undefined): T[] {
  if (!list) throw new Error('the list did not come');
  return list.map((item) => {
    if (item === null) throw new Error('an item of the list did not come');
    return item;
  });
}

/** The items of a page. */
export const nodesOf = <T>(page: { readonly nodes: readonly (T | null)[] } | null | undefined): T[] => whole(page?.nodes);

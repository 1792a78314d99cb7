/** Whoever listens to everything in the rounds of kills, as it is started. */
export interface Following {
  /** Where it writes what it was told, and finds where it was. */
  readonly file: string;
  readonly way: 'WebSocket' | 'server-sent events';
  /** Of the replicas, in the order in which it tries them. */
  readonly ports: readonly number[];
}

/** A line of its file. */
export type Line =
  | { readonly type: 'event'; readonly cursor: string; readonly kind: string; readonly subject: string | null }
  | { readonly type: 'gap'; readonly from: string; readonly to: string }
  | { readonly type: 'beat'; readonly cursor: string };

/** A message as it comes over the wire. */
export type Message =
  | {
      readonly __typename: 'EventDelivery';
      readonly cursor: string;
      readonly event: { readonly kind: string; readonly subject: string | null };
    }
  | { readonly __typename: 'Gap'; readonly from: string; readonly to: string }
  | { readonly __typename: 'Heartbeat'; readonly cursor: string };

export const EVERYTHING = `subscription Everything($after: Cursor) {
  events(after: $after) {
    __typename
    ... on EventDelivery { cursor event { kind subject } }
    ... on Gap { from to }
    ... on Heartbeat { cursor }
  }
}`;

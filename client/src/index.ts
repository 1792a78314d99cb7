export {
  createClient,
  type Answer,
  type CallOptions,
  type Client,
  type ClientOptions,
  type Document,
  type Page,
  type PagesOptions,
  type QueryOptions,
} from './client.ts';
export { accepted, CanopyError, CanopyRefusal, type ErrorCode, type LocalCode, type Refusal } from './errors.ts';
export type { RetryOptions } from './retry.ts';
export type { Fetch, Headers, Oldest } from './transport.ts';
export * from './generated/operations.ts';

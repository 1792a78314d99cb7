import { setTimeout as sleep } from 'node:timers/promises';

/** An answer without what only its instant knows. */
export interface Answer {
  /** The JSON of `data`, its keys as they came. */
  readonly data: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** One request outside of any measurement; its errors end the bench. */
export async function ask(port: number, body: string, authorization?: string): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) },
    body,
  });
  const text = await response.text();
  const { data, errors } = JSON.parse(text) as { data?: Record<string, unknown> | null; errors?: unknown };
  if (!data || errors) throw new Error(`${response.status} ${text.slice(0, 1_000)}`);
  return { data: JSON.stringify(data), value: data };
}

/** The whole text of an answer, as the limit is to send it. */
export async function captured(port: number, body: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return response.text();
}

export async function until(holds: () => boolean | Promise<boolean>, what: string, withinMs = 60_000, everyMs = 25): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`${what}: not within ${withinMs} ms`);
    await sleep(everyMs);
  }
}

export const bodyOf = (query: string, variables: Readonly<Record<string, unknown>> = {}): string => JSON.stringify({ query, variables });

/** A caller of the GraphQL API, over HTTP and server-sent events: nothing is used here that a portal could not use. */
export class Client {
  constructor(
    private readonly url: string,
    private readonly signal: AbortSignal,
  ) {}

  /** The answer's type is the caller's word. */
  async ask<T>(query: string, variables: object = {}): Promise<T> {
    const response = await fetch(`${this.url}/graphql`, this.#post({ query, variables }, 'application/json'));
    const { data, errors } = (await response.json()) as { data?: T | null; errors?: readonly { message: string }[] };
    if (!data || errors) throw new Error(errors?.map(({ message }) => message).join(' ') ?? `Canopy answers ${response.status}.`);
    return data;
  }

  /** A mutation, whose errors end the demo. */
  async change<T extends { readonly userErrors: readonly { readonly message: string }[] }>(query: string, input: object): Promise<T> {
    const [payload] = Object.values(await this.ask<Record<string, T>>(query, { input }));
    if (!payload) throw new Error('Canopy says nothing of what was asked for.');
    if (payload.userErrors.length > 0) throw new Error(payload.userErrors.map(({ message }) => message).join(' '));
    return payload;
  }

  /** What a subscription tells, each message's one field. */
  async *listen<T>(query: string, variables: object): AsyncGenerator<T> {
    const response = await fetch(`${this.url}/graphql/stream`, this.#post({ query, variables }, 'text/event-stream'));
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const data = /^data: ?(.*)$/m.exec(event)?.[1];
        const told = data === undefined || data === '' ? undefined : (JSON.parse(data) as { data?: Record<string, T> | null });
        for (const each of Object.values(told?.data ?? {})) yield each;
      }
    }
  }

  #post(body: object, accept: string): RequestInit {
    const headers = { 'content-type': 'application/json', accept };
    return { method: 'POST', headers, body: JSON.stringify(body), signal: this.signal };
  }
}

import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { keptLog, startCanopy, type Running } from '../support/canopy.ts';
import { hashOf, socketUrl, ways } from '../support/ways.ts';

let running: Running;
const { log, lines } = keptLog();
beforeAll(async () => {
  running = await startCanopy({ log });
});
afterAll(() => running.stop());

const counted = async (metric: string, query: string): Promise<number[]> => {
  const figures = await (await fetch(`${running.url}/metrics`)).text();
  const hash = hashOf(query).slice(0, 16);
  return figures
    .split('\n')
    .filter((line) => line.startsWith(`${metric}{`) && line.includes(`hash="${hash}"`))
    .map((line) => Number(line.slice(line.lastIndexOf(' '))));
};

describe('use', () => {
  it.each(ways(() => running).map(([name, ask], i) => [name, ask, i] as const))(
    'is counted however an operation comes: %s',
    async (_way, ask, i) => {
      const query = `query Used${i} { platform { version } tree { id } }`;
      await ask(query);
      const [first = 0] = await counted('canopy_operation_total', query);
      expect(first).toBeGreaterThan(0);
      for (let round = 0; round < 4; round++) await ask(query);
      // Stored, computed or run by Apollo: each time counts alike.
      expect(await counted('canopy_operation_total', query)).toEqual([5 * first]);
      expect(await counted('canopy_field_total', query)).toEqual(Array(4).fill(5 * first));
    },
  );

  it('is counted for the name that a socket gives when it begins, or came with', async () => {
    class Named extends WebSocket {
      constructor(url: string, protocol: string) {
        super(url, protocol, { headers: { 'apollographql-client-name': 'by-header', 'apollographql-client-version': '3' } });
      }
    }
    for (const options of [
      { connectionParams: { 'apollographql-client-name': 'by-init' }, webSocketImpl: WebSocket },
      { webSocketImpl: Named },
    ]) {
      const client = createClient({ url: socketUrl(running), retryAttempts: 0, ...options });
      await new Promise((done, failed) =>
        client.subscribe({ query: '{ __typename }' }, { next: done, error: failed, complete: () => undefined }),
      );
      await client.dispose();
    }
    const figures = await (await fetch(`${running.url}/metrics`)).text();
    expect(figures).toMatch(/canopy_operation_total\{client="by-init",operation="anonymous",hash="\w+"\} 1/);
    expect(figures).toMatch(/canopy_operation_total\{client="by-header@3",operation="anonymous",hash="\w+"\} 1/);
  });
});

describe('the log', () => {
  it.each(
    ways(() => running)
      .map(([name, ask], i) => [name, ask, i] as const)
      .filter(([name]) => !name.includes('GET')),
  )('has a line for a mutation, however it comes: %s', async (_way, ask, i) => {
    const before = lines.length;
    await ask(`mutation Logged${i} { createTreeNode(input: { name: "logged-${i}" }, mode: PLAN) { userErrors { code } } }`);
    const told = lines.slice(before).filter(({ msg, level }) => msg === 'graphql' && level === 30);
    expect(told.length).toBeGreaterThan(0);
    for (const line of told)
      expect(line).toMatchObject({ mutation: true, client: 'unnamed', requestId: expect.any(String), ms: expect.any(Number) });
  });
});

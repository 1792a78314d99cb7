import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeCounters, decodeEndpoints, decodeHistory } from '../../datasources/falcon/decode-graph.ts';

const root = join(import.meta.dirname, '../../../shared/contracts/fixtures/falcon/api');

/** What must be read from the answers that Falcon's documentation shows; none of it may be left unread. */
const decoders = {
  'Graph.endpoint_counter.json': decodeCounters,
  'Graph.endpoints.json': decodeEndpoints,
  'Graph.graph_histroy.json': decodeHistory,
  'Graph.grafana.json': decodeHistory,
} as const;

describe.skipIf(!existsSync(root))("the answers of Falcon's own documentation", () => {
  it.each(Object.entries(decoders))('%s is read whole', (file, decode) => {
    const { responses } = JSON.parse(readFileSync(join(root, file), 'utf8')) as { responses: unknown[] };
    expect(responses.length).toBeGreaterThan(0);
    for (const response of responses) {
      const { items, unreadable } = decode(response);
      expect(items.length).toBeGreaterThan(0);
      expect(unreadable).toEqual([]);
    }
  });
});

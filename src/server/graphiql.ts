import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';

const require = createRequire(import.meta.url);

/** Packages name what may be imported; a file to be sent is found beside their package.json. */
function fileOf(name: string, path: string): string {
  for (const folder of require.resolve.paths(name) ?? []) {
    const file = join(folder, name, path);
    if (existsSync(file)) return file;
  }
  throw new Error(`${name}/${path} is not installed.`);
}

/** GraphiQL as its package ships it: nothing is fetched from elsewhere, so it works without the internet. */
const FILES: Readonly<Record<string, readonly [name: string, path: string, type: string]>> = {
  'react.js': ['react', 'umd/react.production.min.js', 'text/javascript'],
  'react-dom.js': ['react-dom', 'umd/react-dom.production.min.js', 'text/javascript'],
  'graphiql.js': ['graphiql', 'graphiql.min.js', 'text/javascript'],
  'graphiql.css': ['graphiql', 'graphiql.min.css', 'text/css'],
};

const START = `const fetcher = GraphiQL.createFetcher({ url: '/graphql', subscriptionUrl: location.origin.replace('http', 'ws') + '/graphql' });
const defaultQuery = '{\\n  tree {\\n    jobName\\n    summary { apps hosts containers { total running healthy unhealthy } }\\n  }\\n}\\n';
ReactDOM.createRoot(document.getElementById('graphiql')).render(React.createElement(GraphiQL, { fetcher, defaultQuery, shouldPersistHeaders: false }));
`;

export const GRAPHIQL_PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Canopy</title><link rel="stylesheet" href="/graphiql/graphiql.css">
<style>html, body, #graphiql { height: 100%; margin: 0 }</style></head>
<body><div id="graphiql"></div>
<script src="/graphiql/react.js"></script><script src="/graphiql/react-dom.js"></script><script src="/graphiql/graphiql.js"></script><script src="/graphiql/start.js"></script>
</body></html>
`;

/** The page runs its own files and nothing else. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-cache',
  'content-security-policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:; connect-src 'self' ws: wss:; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
} as const;

export function addGraphiql(app: FastifyInstance): void {
  app.get('/', (_request, reply) => reply.redirect('/graphql'));
  app.get('/graphiql/start.js', (_request, reply) => reply.type('text/javascript').send(START));
  for (const [file, [name, path, type]] of Object.entries(FILES)) {
    let bytes: Buffer | undefined;
    app.get(`/graphiql/${file}`, (_request, reply) => {
      bytes ??= readFileSync(fileOf(name, path));
      return reply.type(type).header('cache-control', 'max-age=86400').send(bytes);
    });
  }
}

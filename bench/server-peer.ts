import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import Fastify, { type FastifyPluginAsync } from 'fastify';
import { createYoga } from 'graphql-yoga';
import type { GraphQLSchema } from 'graphql';
import { buildSchema } from '../src/server/schema.ts';
import { feedGraph, shippedConfig, type Feed } from './feed.ts';
import { answerCalls } from './ipc.ts';
import { replaceContainers, type Replacement } from './replace.ts';

const [kind = '', feed = '{}'] = process.argv.slice(2);
const { graph, openView } = await feedGraph(shippedConfig(JSON.parse(feed) as Feed));

const HOST = '127.0.0.1';
/** What the queries of the bench ask of a context: a view of its own for each request, as in Canopy. */
const openContext = () => ({
  view: openView(),
  viewer: { name: 'open', kind: 'OPEN', roles: ['ADMIN'] },
  self: { version: 'bench' },
  requestId: 'bench',
  now: Date.now(),
});

// Its types change Fastify's for the whole program, Canopy's own server included: loaded by a name that the compiler does not follow.
const MERCURIUS: string = 'mercurius';
const { default: mercurius } = (await import(MERCURIUS)) as {
  default: FastifyPluginAsync<{ schema: GraphQLSchema; jit: number; context: () => object }>;
};

/** Each as its documentation sets it up for production. */
const PEERS: Readonly<Record<string, (schema: GraphQLSchema) => Promise<number>>> = {
  async apollo(schema) {
    const server = new ApolloServer({ schema });
    const { url } = await startStandaloneServer(server, { listen: { host: HOST, port: 0 }, context: async () => openContext() });
    return Number(new URL(url).port);
  },
  async mercurius(schema) {
    const app = Fastify();
    await app.register(mercurius, { schema, jit: 1, context: openContext });
    await app.listen({ host: HOST, port: 0 });
    return (app.server.address() as AddressInfo).port;
  },
  async yoga(schema) {
    const yoga = createYoga({ schema, context: openContext, logging: false, graphiql: false });
    const server = createServer((request, response) => void yoga(request, response));
    await new Promise<void>((done) => server.listen(0, HOST, done));
    return (server.address() as AddressInfo).port;
  },
};

const open = PEERS[kind];
if (!open) throw new Error(`no peer ${kind}`);
const port = await open(buildSchema());
answerCalls({
  port: () => port,
  synced: () => graph.sources.every((source) => source.synced),
  replace: (replacement) => replaceContainers(graph, replacement as Replacement),
});

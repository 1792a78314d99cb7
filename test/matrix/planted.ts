import type { GraphQLSchema } from 'graphql';
import { seeded } from '../support/seeded.ts';
import { replays } from './changes.ts';
import type { EdgeMatrix } from './edge-walk.ts';
import type { House } from './house.ts';
import type { Leak } from './oracle.ts';
import { pages } from './pages.ts';
import type { Things } from './things.ts';
import { WalkMatrix } from './walk-run.ts';
import { Walks } from './walks.ts';

const WALKS = 150;

/** Of what stands above: only its name is shown, also where the whole was written for somebody else just before. */
export const ABOVE = [
  '{ treeNode(jobName: "cop.corp") { id name level jobName createdAt partial attachedHosts aliases { jobName } roleBindings { holder } freezes { reason } } }',
  '{ tree { jobName ancestors { id name createdAt partial } parent { id name createdAt partial summary { apps hosts partial } } } }',
  '{ treeNode(jobName: "cop.corp") { summary { partial metrics { __typename at stale qps { __typename mean reported } } } } }',
  '{ searchTree(text: "own") { nodes { ancestors { name createdAt partial jobName } } } }',
];

/** The matrix in small: every edge, page and replay for few, and some walks. `salt` makes its documents new ones. */
export async function smallMatrix(
  { house, things, schema, edges }: { house: House; things: Things; schema: GraphQLSchema; edges: EdgeMatrix },
  salt: string,
): Promise<readonly Leak[]> {
  const { nobody, vic, dee } = house.seats;
  const comment = ` # ${salt}`;
  const along = await edges.run([nobody, vic], (_, { root }) => root === 'query', comment);
  const paged = await pages(house, things, [vic], comment);
  const random = seeded(7);
  const walks = new Walks({ edges: edges.edges, schema, things, cursors: new Map(), random });
  const matrix = new WalkMatrix(house, things, random);
  const above = await matrix.documents(
    ABOVE.map((query) => `${query}${comment}`),
    [vic, dee],
  );
  const walked = await matrix.run(walks, WALKS, [vic, dee], comment);
  return [...along.leaks, ...paged.leaks, ...above, ...walked.leaks, ...(await replays({ house, things, schema }))];
}

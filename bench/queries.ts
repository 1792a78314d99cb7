import { ask, bodyOf } from './ask.ts';

/** One of the bench's questions: the documents are the same for every server. */
export interface Question {
  readonly name: string;
  readonly title: string;
  /** The bodies that are sent in turn. */
  readonly bodies: readonly string[];
  /** The same with a number in the document that is new with each request. */
  readonly newDocuments: readonly string[];
  /** The containers that the first body's answer shows. */
  readonly shown: readonly string[];
}

const CONTAINER = 'id taskId state health ip ports cpus startedAt';
const POINT = `query Point($task: String!) { container(taskId: $task) { ${CONTAINER} } }`;

export const PAGE_FIELDS = `
  ${CONTAINER} memMiB stagedAt version hostName
  host { id name ip active cpus memMiB usedCpus usedMemMiB }
  app { id marathonId image instances tasksRunning treeNode { id name jobName ancestors { name level } } }`;
const PAGE = `query Page($node: JobName!) { treeNode(jobName: $node) { id jobName containers(first: 50) { totalCount pageInfo { hasNextPage endCursor } nodes {${PAGE_FIELDS}
} } } }`;

const LIST_FIELDS = `${CONTAINER} memMiB stagedAt version hostName cluster host { name ip } app { id marathonId image cpus memMiB }`;
const LIST = `query List($node: JobName!) { treeNode(jobName: $node) { id containers(first: 1000) { totalCount nodes { ${LIST_FIELDS} } } } }`;

const ROOT = `query Root($first: Int!) { containers(filter: { health: HEALTHY }, orderBy: STARTED_AT_DESC, first: $first) { totalCount nodes { ${CONTAINER} host { name } app { marathonId } } } }`;

const renamed = (query: string) => query.replace(/^query \w+/, 'query N#######');

/** Chooses nodes and containers from the tree as a server shows it. Product p9 is left to the changes elsewhere. */
export async function questions(
  port: number,
): Promise<{ readonly point: Question; readonly page: Question; readonly list: Question; readonly root: Question }> {
  const products = await productsOf(port);
  const nodes = products.filter((name) => !name.endsWith('.p9')).slice(0, 8);
  const tasks = await Promise.all(nodes.map(async (node) => tasksOf(port, node)));
  const points = tasks.flatMap((ids) => ids.slice(0, 16));
  const make = (
    name: string,
    title: string,
    query: string,
    variables: readonly Readonly<Record<string, unknown>>[],
    shown: readonly string[],
  ): Question => ({
    name,
    title,
    bodies: variables.map((each) => bodyOf(query, each)),
    newDocuments: variables.map((each) => bodyOf(renamed(query), each)),
    shown,
  });
  const [first = []] = tasks;
  const byNode = nodes.map((node) => ({ node }));
  return {
    point: make(
      'point',
      'point lookup',
      POINT,
      points.map((task) => ({ task })),
      first.slice(0, 1),
    ),
    page: make('page', 'subtree page (50 containers)', PAGE, byNode, first.slice(0, 50)),
    list: make('list', '1,000 containers', LIST, byNode.slice(0, 4), first),
    root: make('root', 'root list, filtered and ordered', ROOT, [{ first: 50 }], []),
  };
}

async function productsOf(port: number): Promise<string[]> {
  const { value } = await ask(port, bodyOf('{ searchTree(text: "p", level: PRODUCT, first: 100) { nodes { jobName } } }'));
  const { nodes } = value['searchTree'] as { nodes: { jobName: string }[] };
  return nodes.map(({ jobName }) => jobName).sort();
}

async function tasksOf(port: number, node: string): Promise<string[]> {
  const query = 'query($node: JobName!) { treeNode(jobName: $node) { containers(first: 1000) { nodes { taskId } } } }';
  const { value } = await ask(port, bodyOf(query, { node }));
  const { containers } = value['treeNode'] as { containers: { nodes: { taskId: string }[] } };
  return containers.nodes.map(({ taskId }) => taskId);
}

/** The summary of a whole subtree: what a dashboard asks for most. */
export const SUMMARY =
  'query Summary($node: JobName!) { treeNode(jobName: $node) { jobName summary { apps instances hosts containers { total running staged other healthy unhealthy unknown } cpus { asked } memMiB { asked } } } }';

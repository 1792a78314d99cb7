import { Fault } from '../../src/kit/fault.ts';
import { Cursors } from '../../src/live/cursors.ts';
import type { Graph } from '../../src/live/graph.ts';
import { LogReads } from '../../src/live/log-reads.ts';
import { LiveNode } from '../../src/live/node.ts';
import { AlarmReads } from '../../src/live/read-alarms.ts';
import { MetricReads } from '../../src/live/read-metrics.ts';
import { TreeReads } from '../../src/live/read-tree.ts';
import type { Reading } from '../../src/live/reading.ts';
import { Scope } from '../../src/live/scope.ts';
import { TALLY } from '../../src/live/tally.ts';
import type { LiveTree } from '../../src/live/tree.ts';
import { LiveView } from '../../src/live/view.ts';
import { Visible } from '../../src/live/visible.ts';
import { Seal } from '../../src/kit/seal.ts';
import { type Answers } from '../../src/server/answers.ts';
import { Lane } from '../../src/server/lane.ts';
import type { House } from './house.ts';
import type { Leak } from './oracle.ts';

/** A fault of one sort, as somebody could make it, and by what it must be found. */
export interface Plant {
  readonly name: string;
  /** Puts it in, and answers how it is taken out. */
  readonly plant: (house: House) => () => void;
  readonly finds: (leak: Leak) => boolean;
}

/** In the place of a method, one that is handed the right one. */
function inPlaceOf<T extends object, K extends keyof T & string>(of: T, name: K, by: (right: T[K]) => T[K]): () => void {
  const own = Object.hasOwn(of, name);
  const right = of[name];
  of[name] = by(right);
  return () => {
    if (own) of[name] = right;
    else Reflect.deleteProperty(of, name);
  };
}

/** What a view is made of. */
const partsOf = (view: LiveView) => view as unknown as { readonly graph: Graph; readonly reading: Reading; readonly scope: Scope };
const treeOf = (visible: Visible) => (visible as unknown as { readonly tree: LiveTree }).tree;
const unsealed = new Cursors(new Seal(new Uint8Array(32)));

/** Whose key it is: to others there would be nothing to replay. */
const DOER = 'acme:gus';

const about = (pattern: RegExp) => (leak: Leak) => pattern.test(leak.asked);

export const PLANTS: readonly Plant[] = [
  {
    name: 'a list that does not filter',
    plant: () =>
      inPlaceOf(
        LiveView.prototype,
        'deployments',
        () =>
          function (this: LiveView) {
            return [...partsOf(this).graph.clusters.values()].flatMap((copy) => [...copy.deployments.values()]);
          },
      ),
    finds: about(/\bdeployments\b/),
  },
  {
    name: 'a count of everything',
    plant: () =>
      inPlaceOf(
        LiveView.prototype,
        'apps',
        (right) =>
          function (this: LiveView, ...args) {
            const { graph } = partsOf(this);
            return Object.defineProperty(right.apply(this, args), 'totalCount', { value: graph.tree.root.tally[TALLY.apps] });
          },
      ),
    finds: ({ asked, said }) => /\bapps\b/.test(asked) && /totalCount/.test(said),
  },
  {
    name: 'a roll-up of everything below',
    plant: () =>
      inPlaceOf(
        LiveView.prototype,
        'summary',
        () =>
          function (this: LiveView, node) {
            const { graph, reading } = partsOf(this);
            const everything = Scope.everything(graph.tree);
            const sums = {
              metrics: new MetricReads(graph, reading, everything),
              alarms: new AlarmReads(graph, reading, unsealed, everything),
            };
            return new TreeReads(graph, reading, unsealed, everything, sums).summary(node);
          },
      ),
    finds: about(/\bsummary\b/),
  },
  {
    name: 'figures of everything there is',
    plant: () =>
      inPlaceOf(
        MetricReads.prototype,
        'ofNodes',
        (right) =>
          function (this: MetricReads) {
            const { graph } = this as unknown as { readonly graph: Graph };
            return right.call(this, [graph.tree.root]);
          },
      ),
    finds: about(/\breported\b/),
  },
  {
    name: 'a cursor from which everything follows',
    plant: () =>
      inPlaceOf(
        LogReads.prototype,
        'page',
        (right) =>
          function (this: LogReads, filter, args, visible, partial) {
            const tree = treeOf(visible);
            const whole = new Visible(tree, Scope.everything(tree), '');
            return right.call(this, filter, args, args.after == null && args.before == null ? visible : whole, partial);
          },
      ),
    finds: about(/\b(after|before):/),
  },
  {
    name: 'stored bytes that are anybody’s',
    plant: () =>
      inPlaceOf(
        Lane.prototype,
        'stored',
        (right) =>
          function (this: Lane, request, known) {
            const { answers } = (this as unknown as { readonly deps: { readonly answers: Answers } }).deps;
            return right.call(this, request, known) ?? answers.find(request);
          },
      ),
    finds: ({ sort }) => sort === 'AGAIN' || sort === 'MARK' || sort === 'ETAG',
  },
  {
    name: 'text of the whole thing on that of which the name is shown',
    plant: ({ real, twin }) => {
      const takeOut = inPlaceOf(
        LiveNode.prototype,
        'nameOnly',
        (right) =>
          function (this: LiveNode) {
            const shown = right.call(this);
            const { texts, epoch } = this.entity ?? {};
            if (shown && texts) Object.assign(shown, { texts: [...texts], epoch });
            return shown;
          },
      );
      return () => {
        takeOut();
        // It is kept, and would keep the texts.
        for (const { canopy } of [real.running, twin.running])
          for (const node of canopy.graph.tree.nodes.values()) Object.assign(node.nameOnly() ?? {}, { texts: undefined });
      };
    },
    finds: ({ sort }) => sort === 'AGAIN' || sort === 'TWIN',
  },
  {
    name: 'one answer handed to all who ask the same at a time',
    plant: () => {
      const told = new Map<string, ReturnType<Lane['answer']>>();
      return inPlaceOf(
        Lane.prototype,
        'answer',
        (right) =>
          function (this: Lane, request, ...rest) {
            const answer = told.get(request) ?? right.call(this, request, ...rest);
            told.set(request, answer);
            return answer;
          },
      );
    },
    finds: ({ sort }) => sort === 'AGAIN' || sort === 'MARK' || sort === 'TWIN',
  },
  {
    name: 'a replay that asks for no role',
    plant: ({ real }) =>
      inPlaceOf(real.running.canopy.actions, 'run', (right) => {
        const run = right.bind(real.running.canopy.actions);
        return (mutation, input, call) =>
          run(mutation, input, { ...call, ...(call.idempotencyKey !== null && call.caller === DOER && { permit: 'ALL' }) });
      }),
    finds: about(/idempotencyKey: "once"/),
  },
  {
    name: 'an error that tells what is hidden from what is not there',
    plant: () =>
      inPlaceOf(
        LiveView.prototype,
        'identified',
        (right) =>
          function (this: LiveView, id) {
            const found = right.call(this, id);
            if (!found && partsOf(this).graph.tree.nodes.has(id.slice('TreeNode:'.length)))
              throw new Fault('FORBIDDEN', 'It may not be seen.');
            return found;
          },
      ),
    finds: ({ said }) => /errors/.test(said) || /FORBIDDEN/.test(said),
  },
  {
    name: 'a why that tells every decision',
    plant: () => inPlaceOf(Visible.prototype, 'decision', () => () => true),
    finds: about(/\bwhy\b|Decision:/),
  },
];

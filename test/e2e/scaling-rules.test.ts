import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  RemoveScalingRuleDocument,
  ScalingRulesDocument,
  ScalingRulesOfDocument,
  SetScalingModeDocument,
  SetScalingRuleDocument,
  type ScalingRuleInput,
} from '../generated/operations.ts';
import { startCanopy, type Running } from '../support/canopy.ts';
import { mutate } from '../support/mutate.ts';

let running: Running;
let app: string;
let job: string;

beforeAll(async () => {
  running = await startCanopy();
  const slots = [...(running.canopy.graph.clusters.get('sandbox')?.slots.values() ?? [])];
  const slot = slots.find(({ node }) => node.entity?.level === 'JOB');
  [app, job] = [slot?.app.marathonId ?? '', slot?.node.entity?.jobName ?? ''];
});
afterAll(() => running.stop());

const rule = (over: Partial<ScalingRuleInput> = {}): ScalingRuleInput => ({
  ...{ min: 1, max: 12, metrics: [{ metric: 'CPU_IDLE' as const, target: 40 }], ...over },
});
const nodesOf = async (filter: object = {}) => (await running.ask(ScalingRulesDocument, { filter })).data?.scalingRules?.nodes ?? [];
const company = () => job.split('_')[0] ?? '';

it('is set on a node and on an app, and the nearest is the first that is told', async () => {
  const onNode = await mutate(running.ask, SetScalingRuleDocument, { jobName: company(), rule: rule() });
  expect(onNode.userErrors).toEqual([]);
  // What was not given is as it is for Kubernetes.
  expect(onNode.subject).toMatchObject({
    ...{ mode: 'OBSERVE', min: 1, max: 12, tolerance: 0.1, treeNode: { jobName: company() }, app: null },
    ...{ down: { stabilisationSeconds: 300, policies: [] }, metrics: [{ metric: 'CPU_IDLE', target: 40, steps: null }] },
  });
  const steps = [
    { from: 500, change: 2 },
    { to: 100, change: -25, unit: 'PERCENT' as const },
  ];
  const onApp = await mutate(running.ask, SetScalingRuleDocument, {
    ...{ app, cluster: 'sandbox' },
    rule: rule({ metrics: [{ metric: 'PROC_QPS', steps }], up: { policies: [{ most: 3, unit: 'CONTAINERS', periodSeconds: 60 }] } }),
  });
  expect(onApp.subject).toMatchObject({
    ...{ app: { marathonId: app }, treeNode: null, up: { policies: [{ most: 3, unit: 'CONTAINERS', periodSeconds: 60 }] } },
    metrics: [
      {
        target: null,
        steps: [
          { from: 500, to: null, change: 2, unit: 'CONTAINERS' },
          { from: null, to: 100, change: -25, unit: 'PERCENT' },
        ],
      },
    ],
  });
  const { data } = await running.ask(ScalingRulesOfDocument, { app, jobName: job });
  const ids = (list: readonly ({ readonly id: string } | null)[] | null | undefined) => list?.map((each) => each?.id);
  expect(ids(data?.app?.scalingRules)).toEqual([onApp.subject?.id, onNode.subject?.id]);
  expect(ids(data?.treeNode?.scalingRules)).toEqual([onNode.subject?.id]);
  expect(ids(await nodesOf({ scope: job }))).toEqual([onApp.subject?.id]);
  expect((await nodesOf({ scope: company() })).length).toBe(2);
});

it('goes by pages, by mode, and from OBSERVE to ACT and away', async () => {
  const [first, second] = await nodesOf();
  const page = (await running.ask(ScalingRulesDocument, { first: 1 })).data?.scalingRules;
  expect([page?.nodes.map((each) => each?.id), page?.pageInfo.hasNextPage]).toEqual([[first?.id], true]);
  const next = await running.ask(ScalingRulesDocument, { first: 1, after: page?.pageInfo.endCursor ?? '' });
  expect(next.data?.scalingRules?.nodes.map((each) => each?.id)).toEqual([second?.id]);
  const { subject } = await mutate(running.ask, SetScalingModeDocument, { id: first?.id ?? '', mode: 'ACT' });
  expect(subject).toMatchObject({ id: first?.id, mode: 'ACT' });
  expect((await nodesOf({ mode: 'ACT' })).map((each) => each?.id)).toEqual([first?.id]);
  const gone = await mutate(running.ask, RemoveScalingRuleDocument, { id: first?.id ?? '' });
  expect([gone.userErrors, gone.subject]).toEqual([[], null]);
  expect((await nodesOf()).map((each) => each?.id)).toEqual([second?.id]);
});

import type { AuditDraft } from '../../src/audit/model.ts';
import type { EventDraft } from '../../src/events/model.ts';
import type { DecisionRecord, IdempotencyRecord, IntentRecord, PlanRecord } from '../../src/plans/model.ts';
import type { TreeNodeRecord } from '../../src/tree/model.ts';

export const aNode = (id: string, over: Partial<TreeNodeRecord> = {}): TreeNodeRecord => ({
  id,
  parentId: null,
  depth: 0,
  name: id,
  createdAt: 1_700_000_000_123,
  ...over,
});

export const anEvent = (over: Partial<EventDraft> = {}): EventDraft => ({
  kind: 'APP_CHANGED',
  kindVersion: 1,
  at: 1_000,
  actor: 'source:marathon:main',
  nodeId: null,
  jobName: null,
  subject: null,
  summary: 'it changed',
  body: {},
  ...over,
});

export const aPlan = (id: string, over: Partial<PlanRecord> = {}): PlanRecord => ({
  id,
  mutation: 'scaleApp',
  caller: 'anna',
  inputHash: 'hash',
  input: { instances: 5 },
  state: 'PLANNED',
  steps: [
    {
      system: 'marathon:main',
      verb: 'scale',
      target: '/acme/shop',
      before: '3',
      after: '5',
      request: { instances: 5 },
      absolute: true,
      dependsOn: { instances: 3 },
      outcome: 'PLANNED',
      said: null,
    },
  ],
  nextStep: 0,
  blockedBy: [],
  decisionId: null,
  subject: 'App:main:/acme/shop',
  nodeId: 'n1',
  createdAt: 1_000,
  expiresAt: 2_000,
  deadlineAt: null,
  owner: null,
  fence: 0,
  revision: 0,
  ...over,
});

export const anIntent = (id: string, over: Partial<IntentRecord> = {}): IntentRecord => ({
  id,
  planId: 'p1',
  step: 0,
  system: 'marathon:main',
  target: '/acme/shop',
  state: 'INTENDED',
  sentAt: 1_000,
  deadlineAt: 6_000,
  ...over,
});

export const aDecision = (id: string, over: Partial<DecisionRecord> = {}): DecisionRecord => ({
  id,
  actor: 'anna',
  subject: 'App:main:/acme/shop',
  nodeId: 'n1',
  at: 1_000,
  outcome: 'scale to 5',
  reason: 'load',
  inputs: [{ name: 'load', value: '75', source: 'falcon', observedAt: 900 }],
  rejected: [{ choice: 'hold', reason: 'off target' }],
  planId: 'p1',
  causes: ['APP_CHANGED at 12'],
  causedBy: [12],
  ...over,
});

export const aKey = (over: Partial<IdempotencyRecord> = {}): IdempotencyRecord => ({
  caller: 'anna',
  mutation: 'scaleApp',
  key: 'once',
  inputHash: 'hash',
  planId: null,
  outcome: null,
  createdAt: 1_000,
  ...over,
});

export const anAudit = (over: Partial<AuditDraft> = {}): AuditDraft => ({
  at: 1_000,
  actor: 'acme:ann',
  address: '10.0.0.7',
  action: 'scaleApp',
  outcome: 'DONE',
  code: null,
  subject: 'App:main:/acme/shop',
  nodeId: 'n1',
  jobName: 'cop.acme',
  planId: 'p1',
  requestId: 'r1',
  detail: { instances: 5 },
  count: 1,
  ...over,
});

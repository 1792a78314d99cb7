import type { AlarmState } from '../alarms/model.ts';
import type { HolderKind, Role } from '../access/model.ts';
import type { EventKind, Severity } from '../events/model.ts';
import type { Executor, FiringOutcome } from '../scaling/timed-model.ts';
import type { ControllerModeName, ControllerName, IntentRecord, PlanState } from '../plans/model.ts';

/**
 * Rows as they lie in the tables. Times are milliseconds, JSON is text, and a `..._hash` column stands in
 * keys and indexes for text that may be longer than MySQL can index.
 */
export interface Tables {
  meta: { name: string; value: string };
  /** One row (id 1). Whoever holds its lock is the next to commit: that makes seq order commit order. */
  counter: { id: number; seq: number };
  /** `parent_id` is '' at the top: as NULL, two companies could have one name. */
  tree_nodes: { id: string; parent_id: string; depth: number; name: string; created_at: number };
  tree_aliases: { job_name: string; node_id: string; since: number };
  host_attachments: { host: string; node_id: string };
  placement_claims: {
    claim_hash: string;
    cluster: string;
    marathon_id: string;
    node_id: string;
    confirmed_by: string;
    confirmed_at: number;
  };
  freezes: { id: string; node_id: string; reason: string; set_by: string; starts_at: number; ends_at: number | null };
  events: EventRow;
  recorded: { source: string; key_hash: string; entry: string; digest: string };
  /** `changed_at` is this process's clock at the last write: what retention goes by. */
  plans: { id: string; state: PlanState; revision: number; created_at: number; changed_at: number; body: string };
  intents: {
    id: string;
    plan_id: string;
    step: number;
    system: string;
    target: string;
    state: IntentRecord['state'];
    /** Unique while the intent is open, null afterwards. */
    open_hash: string | null;
    sent_at: number;
    deadline_at: number;
  };
  decisions: { id: string; subject_hash: string | null; plan_id: string | null; at: number; body: string };
  idempotency_keys: {
    key_hash: string;
    caller: string;
    mutation: string;
    idempotency_key: string;
    input_hash: string;
    plan_id: string | null;
    outcome: string;
    created_at: number;
  };
  /** `node_id` is '' at the root: as NULL, one holder could have two rows there. */
  role_bindings: { id: string; node_id: string; kind: HolderKind; holder: string; role: Role; set_by: string; set_at: number };
  api_tokens: {
    id: string;
    label: string;
    owner: string;
    hash: string;
    scopes: string;
    created_at: number;
    expires_at: number;
    last_used_at: number | null;
    revoked_at: number | null;
  };
  deleted_nodes: { id: string; parent_id: string; deleted_at: number };
  sign_ins: { name: string; groups_held: string; at: number };
  access_state: { id: number; version: number };
  /** Who did, and was refused, what. `body` is the text that `mac` signs; the columns before it repeat what is searched by. */
  audit: AuditRow;
  /** One row (id 1). Whoever holds its lock is the next to append. */
  audit_head: { id: number; seq: number; mac: string };
  /** At most one row (id 1): the last entry that retention has removed. */
  audit_anchor: { id: number; seq: number; mac: string; at: number; signature: string };
  points: { window_start: number; caller_hash: string; spent: number };
  inbox: { id: string; at: number; raw: string };
  malformed_calls: { id: string; at: number; raw: string; problem: string };
  alarms: { id: string; state: AlarmState; changed_at: number; body: string };
  watch_rules: { node_id: string; body: string };
  controllers: { name: ControllerName; mode: ControllerModeName; set_by: string; set_at: number };
  /** One for each app or node (`on_id`, its global id). */
  scaling_rules: { id: string; on_hash: string; on_id: string; mode: ControllerModeName; policy: string; set_by: string; set_at: number };
  scaling_schedules: { id: string; on_hash: string; on_id: string; executor: Executor; schedule: string; set_by: string; set_at: number };
  scaling_firings: { schedule_id: string; at: number; outcome: FiringOutcome; fired_by: Executor; recorded_at: number };
  scaling_looks: { app_hash: string; at: number; begins: string | null; looks: string };
  leases: { name: string; owner: string; fence: number; expires_at: number };
}

export interface EventRow {
  seq: number;
  kind: EventKind;
  kind_version: number;
  severity: Severity;
  at: number;
  actor: string;
  node_id: string | null;
  job_name: string | null;
  subject: string | null;
  subject_hash: string | null;
  summary: string;
  body: string;
}

export interface AuditRow {
  seq: number;
  at: number;
  actor: string;
  address: string | null;
  action: string;
  outcome: string;
  code: string | null;
  subject: string | null;
  node_id: string | null;
  job_name: string | null;
  plan_id: string | null;
  request_id: string | null;
  body: string;
  mac: string;
}

/** An event that waits for its place. */
export type NewEventRow = Omit<EventRow, 'seq'>;

import type { MaintenanceWindow, Strategy } from '../../src/monitoring/model.ts';

/** What Falcon judges, and whom it tells. Numbers are Falcon's ids. */
export interface HostGroup {
  readonly id: number;
  readonly name: string;
}

/** An endpoint in a group. */
export interface GroupHost {
  readonly id: number;
  readonly name: string;
  /** Null: none is set. */
  readonly window: MaintenanceWindow | null;
}

/** What Falcon does when a strategy or an expression fires. */
export interface Action {
  /** Names of teams. */
  readonly teams: readonly string[];
  /** Called when `callback` is true; '' for none. */
  readonly url: string;
  readonly callback: boolean;
  readonly beforeCallback: Told;
  readonly afterCallback: Told;
}

/** By which ways the teams are told around a callback. */
export interface Told {
  readonly sms: boolean;
  readonly mail: boolean;
}

export interface ActionRecord extends Action {
  readonly id: number;
}

export interface Template {
  readonly id: number;
  readonly name: string;
  /** 0: none. */
  readonly parentId: number;
  /** 0: none. Only a template's own action counts: a child does not inherit its parent's. */
  readonly actionId: number;
}

/** A condition: `func(metric/tags) op value`, how often it may fire, and how grave it is. */
export type Condition = Pick<Strategy, 'func' | 'op' | 'rightValue' | 'maxStep' | 'priority' | 'note'>;

export interface StrategyRecord extends Strategy {
  readonly id: number;
  readonly templateId: number;
}

/** Of everything with these tags, wherever it runs. */
export interface Expression extends Condition {
  /** each(metric=x endpoint=y) */
  readonly expression: string;
  readonly paused: boolean;
  readonly action: Action;
}

export interface ExpressionRecord extends Omit<Expression, 'action'> {
  readonly id: number;
  readonly actionId: number;
}

export interface TemplateDetail {
  readonly template: Template;
  readonly strategies: readonly StrategyRecord[];
  /** Null: it has none. */
  readonly action: ActionRecord | null;
}

/** A value that stands in for one that stays away. */
export interface Nodata {
  readonly name: string;
  readonly obj: string;
  readonly objType: 'group' | 'host' | 'other';
  readonly metric: string;
  readonly tags: string;
  readonly type: 'GAUGE' | 'COUNTER' | 'DERIVE';
  readonly stepMs: number;
  readonly mock: number;
}

export interface NodataRecord extends Nodata {
  readonly id: number;
}

export interface Team {
  readonly name: string;
  readonly resume: string;
  /** Ids of users. */
  readonly userIds: readonly number[];
}

export interface UserRecord {
  readonly id: number;
  readonly name: string;
}

export interface TeamRecord extends Team {
  readonly id: number;
  readonly users: readonly UserRecord[];
}

/** What is there now, and whether anything had to be sent for it. */
export interface Ensured<T> {
  readonly value: T;
  readonly changed: boolean;
}

import type { Place } from '../actions/spec.ts';
import type { ControllerModeName } from '../plans/model.ts';
import type { Look, ScalingPolicy, ScalingRule } from '../scaling/model.ts';
import type { Firing } from './firings.ts';

/** An app under a rule or a schedule, as of now. */
export interface SizedView {
  readonly id: string;
  readonly app: string;
  readonly cluster: string;
  readonly place: Place | null;
  /** The one that counts; undefined: schedules alone reach it. */
  readonly rule: ScalingRule | undefined;
  /** All that reach it. */
  readonly timed: readonly Firing[];
  /** As far as the controller itself may go. */
  readonly limit: ControllerModeName;
  readonly instances: number;
  /** When what Marathon says of it was read. */
  readonly readAt: number;
  /** What there is to see of it, with the figures that the policy goes by. */
  seen(policy: Pick<ScalingPolicy, 'metrics'>): Look['seen'];
}

/** What the controller looks at. */
export interface ScalingView {
  /** Why nothing can be judged yet; undefined: it can. */
  blind(): string | undefined;
  /** Global ids of all apps that a rule reaches which is not off, or a schedule. */
  ids(): readonly string[];
  /** Each schedule that there is, but of apps that are gone. */
  schedules(): readonly Firing[];
  /** Undefined: it is gone. */
  of(id: string, now: number): SizedView | undefined;
  /** Brings what is held of its figures up to now. */
  measure(id: string): Promise<void>;
  /** Brings what is held of its size up to now. */
  confirm(cluster: string, app: string): Promise<void>;
}

/** What it is judged by, and how far that may go; undefined: the app is gone. */
export const basisOf = (sized: SizedView | undefined): string | undefined =>
  sized &&
  [sized.rule?.id, sized.rule?.setAt, sized.limit, ...sized.timed.map(({ schedule, setAt }) => `${schedule.id} ${setAt}`)].join(' ');

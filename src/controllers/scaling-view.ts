import type { Place } from '../actions/spec.ts';
import type { ControllerModeName } from '../plans/model.ts';
import type { Look, ScalingRule } from '../scaling/model.ts';

/** An app under a rule, as of now. */
export interface SizedView {
  readonly id: string;
  readonly app: string;
  readonly cluster: string;
  readonly place: Place | null;
  readonly rule: ScalingRule;
  /** As far as the rule, and the controller's own mode, let it go. */
  readonly mode: ControllerModeName;
  readonly seen: Look['seen'];
  /** When what Marathon says of it was read. */
  readonly readAt: number;
}

/** What the controller looks at. */
export interface ScalingView {
  /** Why nothing can be judged yet; undefined: it can. */
  blind(): string | undefined;
  /** Global ids of all apps that a rule reaches which is not off. */
  ids(): readonly string[];
  /** Undefined: it is gone, or no rule reaches it any more. */
  of(id: string, now: number): SizedView | undefined;
  /** Brings what is held of its figures up to now. */
  measure(id: string): Promise<void>;
  /** Brings what is held of its size up to now. */
  confirm(cluster: string, app: string): Promise<void>;
}

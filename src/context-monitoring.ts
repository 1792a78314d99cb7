import type { App } from './apps/model.ts';
import type { Host } from './hosts/model.ts';
import type { Connection, PageArgs } from './kit/page.ts';
import type { ExpressionRow, ExpressionTarget } from './monitoring/expression.ts';
import type { Team } from './monitoring/team.ts';
import type { LackKind, MaintenanceWindow, MonitoringLack, WatchRule } from './monitoring/model.ts';
import type { EffectiveWatches } from './monitoring/watch.ts';
import type { ControllerModeName, ControllerName } from './plans/model.ts';
import type { TreeNode } from './tree/model.ts';

export interface UnmonitoredFilterFacts {
  readonly scope?: string | null | undefined;
  readonly lacks?: readonly LackKind[] | null | undefined;
}

/** What is up and lacks something; by the id of the app or host. */
export interface UnmonitoredFacts {
  readonly id: string;
  readonly lacks: readonly MonitoringLack[];
}

/** What something is watched for, with all that is inherited. */
export type MonitoringFacts = EffectiveWatches;

/** Nobody's mode but the first has nobody who set it. */
export interface ControllerFacts {
  readonly __typename: 'Controller';
  readonly id: string;
  readonly name: ControllerName;
  readonly mode: ControllerModeName;
  readonly setBy: string | null;
  readonly setAt: number | null;
}

export interface TeamFacts extends Team {
  readonly __typename: 'Team';
  readonly id: string;
}

export interface ExpressionFacts {
  readonly __typename: 'Expression';
  readonly id: string;
  readonly text: string;
  readonly metric: string | null;
  readonly tags: ExpressionTarget['tags'];
  readonly conditions: readonly ExpressionRow[];
}

/** What Falcon has for the whole company; of administrators alone. */
export interface CompanyView {
  teams(page: PageArgs): Connection<TeamFacts>;
  team(name: string): TeamFacts | undefined;
  expressions(page: PageArgs): Connection<ExpressionFacts>;
  expression(text: string): ExpressionFacts | undefined;
}

/** The part of the view that tells of what is watched. */
export interface MonitoringView {
  /** Null where only a name is shown. */
  of(thing: TreeNode | App): MonitoringFacts | null;
  ruleOn(node: TreeNode): WatchRule | null;
  controllers(): readonly ControllerFacts[];
  readonly company: CompanyView;
  unmonitored(filter: UnmonitoredFilterFacts, page: PageArgs): Connection<UnmonitoredFacts>;
  /** Null: none is set that is not over, or it is not known. */
  maintenanceOf(host: Host): MaintenanceWindow | null;
  /** Null where no Falcon is connected, or where only what is claimed is shown. */
  lacksOf(thing: App | Host): readonly MonitoringLack[] | null;
}

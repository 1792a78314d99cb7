import { Entity } from '../kit/entity.ts';

/** The eight levels of the service tree, from the top. */
export const TREE_LEVELS = ['COMPANY', 'DEPARTMENT', 'PRODUCT', 'CLUSTER', 'SERVICE_GROUP', 'SERVICE', 'JOB_GROUP', 'JOB'] as const;

export type TreeLevel = (typeof TREE_LEVELS)[number];

/** A node as the store keeps it. The id never changes; name and place may. */
export interface TreeNodeRecord {
  readonly id: string;
  readonly parentId: string | null;
  /** 0 = company … 7 = job. */
  readonly depth: number;
  readonly name: string;
  readonly createdAt: number;
}

export const idOfNode = (id: string): string => `TreeNode:${id}`;

/** A JobName that once named the node and still finds it. */
export interface TreeAlias {
  readonly jobName: string;
  readonly nodeId: string;
  readonly since: number;
}

/** A host attached to a node. */
export interface HostAttachment {
  readonly host: string;
  readonly nodeId: string;
}

/** An app's label `jobname` puts it off its own path; in force only once confirmed at the named node. */
export interface PlacementClaim {
  readonly cluster: string;
  readonly marathonId: string;
  readonly nodeId: string;
  readonly confirmedBy: string;
  readonly confirmedAt: number;
}

/** No change under the node until it ends. */
export interface Freeze {
  readonly id: string;
  readonly nodeId: string;
  readonly reason: string;
  readonly setBy: string;
  readonly from: number;
  /** Null: until removed. */
  readonly until: number | null;
}

/** A node as callers see it. Ids are forever; name, JobName and place change by making a new snapshot. */
export class TreeNode extends Entity {
  readonly id: string;
  readonly nodeId: string;
  readonly name: string;
  readonly level: TreeLevel;
  readonly jobName: string;
  readonly createdAt: number | null;
  /** Only its name is shown. */
  readonly partial: boolean;

  constructor(record: TreeNodeRecord, level: TreeLevel, jobName: string, partial = false) {
    super();
    this.id = `TreeNode:${record.id}`;
    this.nodeId = record.id;
    this.name = record.name;
    this.level = level;
    this.jobName = jobName;
    this.createdAt = partial ? null : record.createdAt;
    this.partial = partial;
  }
}

/** Why an app hangs on no node. */
export interface Unassigned {
  readonly reason: 'PATH_TOO_SHORT' | 'PATH_TOO_LONG' | 'NAME_NOT_ALLOWED' | 'NO_SUCH_NODE' | 'CLAIM_UNCONFIRMED' | 'LABEL_INVALID';
  readonly message: string;
}

import type { App, Deployment } from '../apps/model.ts';
import type { Container } from '../containers/model.ts';
import type { Host } from '../hosts/model.ts';
import type { ClusterCopy } from './cluster.ts';
import type { AppSlot, LiveNode } from './node.ts';

/** What changed, told to whoever keeps a record of it. */
export interface GraphListener {
  appChanged?(before: App | undefined, after: App | undefined, node: LiveNode): void;
  containerChanged?(before: Container | undefined, after: Container | undefined, slot: AppSlot): void;
  deploymentChanged?(before: Deployment | undefined, after: Deployment | undefined, copy: ClusterCopy): void;
  hostChanged?(before: Host | undefined, after: Host | undefined): void;
}

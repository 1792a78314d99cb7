import { scaleApp } from './apps/scale-app.ts';
import type { MutationName } from './inputs.ts';
import type { MutationSpec } from './spec.ts';
import { adoptApps } from './tree/adopt-apps.ts';
import { createTreeNode } from './tree/create-tree-node.ts';

export type Specs = { readonly [M in MutationName]: MutationSpec<M> };

/** Every mutation there is. */
export const SPECS: Partial<Specs> = {
  createTreeNode,
  adoptApps,
  scaleApp,
};

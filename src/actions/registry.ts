import { acknowledgeAlarm } from './alarms/acknowledge-alarm.ts';
import { createApiToken } from './access/create-api-token.ts';
import { removeRoleBinding } from './access/remove-role-binding.ts';
import { revokeApiToken } from './access/revoke-api-token.ts';
import { setRoleBinding } from './access/set-role-binding.ts';
import { repairChronos } from './chronos/repair-chronos.ts';
import { cancelDeployment } from './apps/cancel-deployment.ts';
import { deleteApp } from './apps/delete-app.ts';
import { deployApp } from './apps/deploy-app.ts';
import { killContainer } from './apps/kill-container.ts';
import { restartApp } from './apps/restart-app.ts';
import { rollbackApp } from './apps/rollback-app.ts';
import { scaleApp } from './apps/scale-app.ts';
import { removeFreeze } from './freezes/remove-freeze.ts';
import { setFreeze } from './freezes/set-freeze.ts';
import type { MutationName } from './inputs.ts';
import { setControllerMode } from './controllers/set-controller-mode.ts';
import { deliverHost, retireHost } from './monitoring/deliver-host.ts';
import { repairMonitoring } from './monitoring/repair-monitoring.ts';
import { endMaintenance, setMaintenance } from './monitoring/maintenance.ts';
import { removeMonitoring, setMonitoring } from './monitoring/set-monitoring.ts';
import { removeExpression, setExpression } from './monitoring/set-expression.ts';
import { removeTeam, setTeam } from './monitoring/set-team.ts';
import { cancelPlan } from './plans/cancel-plan.ts';
import { autoscaleApp } from './scaling/autoscale-app.ts';
import { removeScalingRule } from './scaling/remove-scaling-rule.ts';
import { setScalingMode } from './scaling/set-scaling-mode.ts';
import { removeScheduledScaling, setScheduledScaling } from './scaling/scheduled-scaling.ts';
import { setScalingRule } from './scaling/set-scaling-rule.ts';
import type { MutationSpec } from './spec.ts';
import { adoptApps } from './tree/adopt-apps.ts';
import { attachHost, detachHost } from './tree/attach-host.ts';
import { confirmPlacement } from './tree/confirm-placement.ts';
import { createTreeNode } from './tree/create-tree-node.ts';
import { deleteTreeNode } from './tree/delete-tree-node.ts';
import { moveTreeNode } from './tree/move-tree-node.ts';
import { removeTreeAlias } from './tree/remove-tree-alias.ts';
import { renameTreeNode } from './tree/rename-tree-node.ts';

/** Every mutation there is. */
export const SPECS: { readonly [M in MutationName]: MutationSpec<M> } = {
  createTreeNode,
  renameTreeNode,
  moveTreeNode,
  deleteTreeNode,
  removeTreeAlias,
  attachHost,
  detachHost,
  confirmPlacement,
  adoptApps,
  deployApp,
  scaleApp,
  restartApp,
  rollbackApp,
  deleteApp,
  killContainer,
  cancelDeployment,
  cancelPlan,
  acknowledgeAlarm,
  setFreeze,
  removeFreeze,
  setMonitoring,
  removeMonitoring,
  deliverHost,
  retireHost,
  setMaintenance,
  endMaintenance,
  repairMonitoring,
  setTeam,
  removeTeam,
  setExpression,
  removeExpression,
  setControllerMode,
  autoscaleApp,
  setScalingRule,
  removeScalingRule,
  setScalingMode,
  setScheduledScaling,
  removeScheduledScaling,
  repairChronos,
  setRoleBinding,
  removeRoleBinding,
  createApiToken,
  revokeApiToken,
};

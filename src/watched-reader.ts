import type { FalconPortal } from '../datasources/falcon/portal.ts';
import type { WatchedReader } from './live/watched-mirror.ts';
import { teamOf } from './team-port.ts';

/** What the copy of all that Falcon watches is read by. */
export const watchedReader = (portal: FalconPortal): WatchedReader => ({
  groups: portal.groups,
  templates: portal.templates,
  nodatas: (signal) => portal.nodatas(signal),
  expressions: (signal) => portal.expressions(signal),
  expressionAction: (id, signal) => portal.expressionAction(id, signal),
  teams: async (signal) => (await portal.teams(signal)).map(teamOf),
  team: async (name, signal) => {
    const found = await portal.team(name, signal);
    return found && teamOf(found);
  },
});

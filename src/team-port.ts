import type { FalconPortal } from '../datasources/falcon/portal.ts';
import type { TeamPort } from './actions/monitoring/port.ts';
import { Fault } from './kit/fault.ts';
import type { Team } from './monitoring/team.ts';

interface TeamPortDeps {
  readonly portal: FalconPortal;
  readonly within: () => AbortSignal;
}

/** The pipeline's port on Falcon's teams. */
export function teamPort({ portal, within }: TeamPortDeps): TeamPort {
  return {
    team: async (name, signal) => {
      const there = await portal.team(name, signal);
      return there && teamOf(there);
    },
    strangers: async (names, signal) => {
      if (names.length === 0) return [];
      const known = new Set((await portal.users(signal)).map(({ name }) => name));
      return names.filter((name) => !known.has(name));
    },
    putTeam: async ({ name, note, members }) => {
      const signal = within();
      const ids = new Map(members.length === 0 ? [] : (await portal.users(signal)).map((user) => [user.name, user.id]));
      const userIds = members.map((member) => {
        const id = ids.get(member);
        if (id === undefined) throw new Fault('NOT_FOUND', `Falcon has no user ${member}.`, { source: 'falcon' });
        return id;
      });
      await portal.ensureTeam({ name, resume: note, userIds }, signal);
    },
    dropTeam: async (name) => {
      const signal = within();
      const there = await portal.team(name, signal);
      if (there) await portal.removeTeam(there.id, signal);
    },
  };
}

/** As Canopy shows it. */
export const teamOf = (record: {
  readonly name: string;
  readonly resume: string;
  readonly users: readonly { readonly name: string }[];
}): Team => ({
  name: record.name,
  note: record.resume,
  members: [...new Set(record.users.map(({ name }) => name))].sort(),
});

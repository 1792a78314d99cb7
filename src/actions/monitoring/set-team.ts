import type { Json } from '../../kit/json.ts';
import { ok, rejected, type Result, type UserError } from '../../kit/result.ts';
import { checkTeam, sameTeam, teamInWords, type Team } from '../../monitoring/team.ts';
import type { PlanStep } from '../../plans/model.ts';
import type { Inputs } from '../inputs.ts';
import { asJson, looking, type Desk, type Draft, type Facts, type RemoteVerb, type StepDraft } from '../spec.ts';
import { AT_ROOT } from '../where.ts';
import type { TeamPort } from './port.ts';
import { FALCON, reachMonitoring } from './reach.ts';

/** A team as it is to be; null: it goes. */
interface TeamRequest {
  readonly guards: readonly string[];
  readonly name: string;
  readonly team: Team | null;
}

export const teamRequest = (step: Pick<PlanStep, 'request'>) => step.request as unknown as TeamRequest;

type TeamVerbPort = TeamPort & { readonly writeDeadlineMs: number };

export const TEAM_VERB: RemoteVerb<TeamVerbPort, TeamRequest, Team | null> = {
  read: async (port, { name }, signal) => (await port.team(name, signal)) ?? null,
  facts: (there) => restsOn(there),
  send: async (port, { name, team }) => {
    if (team) await port.putTeam(team);
    else await port.dropTeam(name);
    return { deploymentId: null, version: null };
  },
  settle: ({ team }, there) =>
    (team ? there !== null && sameTeam(team, there) : there === null)
      ? { outcome: 'DONE', deploymentId: null, version: null }
      : { outcome: 'NOT_DONE' },
};

export const TEAM_VERBS: ReadonlySet<string> = new Set(['set team', 'delete team']);

const restsOn = (there: Team | null): { readonly [fact: string]: Json } => ({ team: there && teamInWords(there) });

interface Seen {
  readonly there: Team | null;
  /** Members that Falcon does not know. */
  readonly strangers: readonly string[];
}

export function planSetTeam({ name, members, note }: Inputs['setTeam'], _: Facts, { there, strangers }: Seen): Result<Draft> {
  const given: Team = { name, note: note ?? there?.note ?? '', members };
  const checked = checkTeam(given);
  if (!checked.ok) return checked;
  const errors = members.flatMap((member, at): UserError[] =>
    strangers.includes(member)
      ? [{ code: 'NOT_FOUND', message: `Falcon has no user ${member}.`, path: ['input', 'members', String(at)] }]
      : [],
  );
  if (errors.length > 0) return { ok: false, userErrors: errors };
  const team: Team = { ...given, members: members.toSorted() };
  const base = { subject: `Team:${name}`, place: null };
  if (there && sameTeam(there, team)) return ok({ ...base, steps: [], reason: `The team ${name} is so already.` });
  const reason = there ? `The team ${name} changes.` : `Falcon has no team ${name} yet.`;
  return ok({ ...base, steps: [stepOf('set team', name, there, team)], reason });
}

export function planRemoveTeam({ name, force }: Inputs['removeTeam'], { world }: Facts, { there }: Seen): Result<Draft> {
  if (!there) return rejected('NOT_FOUND', `Falcon has no team ${name}.`, 'input', 'name');
  const tellers = world.tellersOf(name);
  const blockedBy: UserError[] =
    tellers.length > 0 && !force
      ? [
          {
            code: 'CONFLICT',
            message: `${name} is told of alarms by ${someOf(tellers)}; force takes it away all the same.`,
            path: ['input', 'force'],
          },
        ]
      : [];
  const steps = [stepOf('delete team', name, there, null)];
  return ok({
    subject: `Team:${name}`,
    place: null,
    steps,
    blockedBy,
    reason: `The team ${name} goes, with ${there.members.length} members.`,
  });
}

function stepOf(verb: 'set team' | 'delete team', name: string, before: Team | null, after: Team | null): StepDraft {
  const request: TeamRequest = { guards: [], name, team: after };
  return {
    ...{ system: FALCON, verb, target: `team ${name}`, before: before && teamInWords(before), after: after && teamInWords(after) },
    ...{ request: asJson(request), absolute: true, dependsOn: restsOn(before) },
  };
}

const MOST_NAMED = 5;
const someOf = (names: readonly string[]): string =>
  `${names.slice(0, MOST_NAMED).join(', ')}${names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''}`;

async function look(
  { name, members = [] }: { readonly name: string; readonly members?: readonly string[] },
  desk: Desk,
): Promise<Result<Seen>> {
  const port = reachMonitoring(desk);
  const { signal } = desk;
  // What can be no name is refused by its plan, and nothing is asked for it.
  if (!checkTeam({ name, note: '', members }).ok) return ok({ there: null, strangers: [] });
  return ok({ there: (await port.team(name, signal)) ?? null, strangers: await port.strangers(members, signal) });
}

/** Of these names, those that no team of Falcon has. */
export async function unknownTeams(names: readonly string[], port: TeamPort, signal: AbortSignal): Promise<readonly string[]> {
  const found = await Promise.all(names.map((name) => port.team(name, signal)));
  return names.filter((_, at) => found[at] === undefined);
}

const where = () => ok([AT_ROOT]);
export const setTeam = looking({ ...{ mutation: 'setTeam', local: false, where }, ...{ look, plan: planSetTeam } });
export const removeTeam = looking({ ...{ mutation: 'removeTeam', local: false, where }, ...{ look, plan: planRemoveTeam } });

import { ok, type Result, type UserError } from '../kit/result.ts';

/** People whom Falcon tells of alarms. */
export interface Team {
  readonly name: string;
  readonly note: string;
  /** Names of Falcon's users, sorted, each once. */
  readonly members: readonly string[];
}

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,63}$/u;
export const MOST_TEAMS = 10;
/** Falcon keeps the names that an action tells in one column. */
const MOST_TEXT = 255;
export const MOST_MEMBERS = 200;
const MOST_NOTE = 255;

/** What is wrong with telling these teams: at which of them, or with all together. */
export function teamsProblems(teams: readonly string[]): readonly { readonly message: string; readonly at: number | null }[] {
  const found: { readonly message: string; readonly at: number | null }[] = [];
  teams.forEach((team, at) => {
    if (!NAME.test(team)) found.push({ message: `"${team}" cannot be the name of a team.`, at });
    if (teams.indexOf(team) < at) found.push({ message: `${team} is given twice.`, at });
  });
  if (teams.length > MOST_TEAMS) found.push({ message: `At most ${MOST_TEAMS} teams.`, at: null });
  else if (teams.join(',').length > MOST_TEXT)
    found.push({ message: `The names of all teams together are longer than ${MOST_TEXT} characters.`, at: null });
  return found;
}

/** What is wrong with a team that somebody wants to be. */
export function checkTeam({ name, note, members }: Team): Result<null> {
  const errors: UserError[] = [];
  const wrong = (message: string, ...path: (string | number)[]) =>
    errors.push({ code: 'BAD_USER_INPUT', message, path: ['input', ...path.map(String)] });
  if (!NAME.test(name)) wrong(`"${name}" cannot be the name of a team.`, 'name');
  if (note.length > MOST_NOTE) wrong(`note is longer than ${MOST_NOTE} characters.`, 'note');
  if (members.length > MOST_MEMBERS) wrong(`At most ${MOST_MEMBERS} members.`, 'members');
  members.forEach((member, at) => {
    if (members.indexOf(member) < at) wrong(`${member} is given twice.`, 'members', at);
  });
  return errors.length === 0 ? ok(null) : { ok: false, userErrors: errors };
}

export const sameTeam = (a: Team, b: Team): boolean =>
  a.name === b.name && a.note === b.note && a.members.join('\n') === b.members.join('\n');

/** As a plan says it. */
export const teamInWords = ({ note, members }: Team): string =>
  `${members.length === 0 ? 'nobody' : members.join(', ')}${note === '' ? '' : ` (${note})`}`;

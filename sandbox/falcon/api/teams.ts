import { wire, type Json } from '../../web.ts';
import type { Team, Uic, User } from '../uic.ts';
import { bind } from './bind.ts';
import { duplicate, EXPECTATION_FAILED, found, matcher, numberIn, paged, Refused, type Call, type Route } from './call.ts';
import { isAdmin } from './hostgroups.ts';

interface Deps {
  readonly uic: Uic;
  readonly wrote: (kind: string, target: string | number) => void;
}

/** Who is told: an action names teams. */
export function teamRoutes(deps: Deps): readonly Route[] {
  const { uic } = deps;
  return [
    ['GET', /^\/team$/, (call) => list(call, uic)],
    ['GET', /^\/team\/t\/([^/]+)$/, ({ params: [id] }) => one(found(uic.teams.find(numberIn(id))), uic)],
    ['GET', /^\/team\/name\/([^/]+)$/, ({ params: [name = ''] }) => one(found(uic.team(name)), uic)],
    ['POST', /^\/team$/, (call) => create(call, deps)],
    ['PUT', /^\/team$/, (call) => update(call, deps)],
    ['POST', /^\/team\/user$/, (call) => addUsers(call, deps)],
    ['DELETE', /^\/team\/([^/]+)$/, (call) => remove(call, deps)],
  ];
}

/** Administrators see all teams, others those that they are in or made. */
function list({ query, user }: Call, uic: Uic): Json {
  const asking = found(user);
  const matches = matcher(query.get('q') ?? '.+');
  const teams = uic.teams.all().filter((team) => matches(team.name) && isOf(asking, team, uic));
  return paged(teams, query).map((team) => ({
    team: wire(team),
    creator_name: uic.users.find(team.creator)?.name ?? '',
    users: uic.membersOf(team).map(wire),
  }));
}

/** Looked up by itself the creator's name stays empty. */
function one(team: Team, uic: Uic): Json {
  return { ...wire(team), users: uic.membersOf(team).map(wire), creator_name: '' };
}

function create(call: Call, { uic, wrote }: Deps): Json {
  const { Name, Resume, UserIDs } = bind(call, 'APICreateTeamInput', {
    Name: ['team_name', 'string', 'required'],
    Resume: ['resume', 'string'],
    UserIDs: ['users', '[]int64'],
  });
  const creator = found(call.user).id;
  if (uic.team(Name)) throw new Refused(duplicate(Name, 'idx_team_name'));
  const team = uic.teams.insert({ name: Name, resume: Resume, creator });
  uic.members.set(team.id, new Set(UserIDs));
  wrote('team.create', Name);
  return `team created! Afftect row: 1, Affect refer: ${UserIDs.length}`;
}

function update(call: Call, { uic, wrote }: Deps): Json {
  const { ID, Resume, Name, UserIDs } = bind(call, 'APIUpdateTeamInput', {
    ID: ['team_id', 'int64', 'required'],
    Resume: ['resume', 'string'],
    Name: ['name', 'string'],
    UserIDs: ['users', '[]int64'],
  });
  const team = managed(call, ID, uic);
  const before = [...(uic.members.get(ID) ?? [])].toSorted().join();
  const members = new Set(UserIDs);
  uic.members.set(ID, members);
  const changed = uic.teams.update({ ...team, name: Name === '' ? team.name : Name, resume: Resume });
  if (changed || before !== [...members].toSorted().join()) wrote('team.update', ID);
  return 'team updated!';
}

function addUsers(call: Call, { uic, wrote }: Deps): Json {
  const { ID, Users } = bind(call, 'APIAddTeamUsersInput', {
    ID: ['team_id', 'int64', 'required'],
    Users: ['users', '[]string', 'required'],
  });
  managed(call, ID, uic);
  const members = uic.members.get(ID) ?? new Set<number>();
  const size = members.size;
  for (const name of Users) members.add(found(uic.byName(name)).id);
  uic.members.set(ID, members);
  if (members.size !== size) wrote('team.update', ID);
  return 'add successful';
}

function remove({ params: [text], user }: Call, { uic, wrote }: Deps): Json {
  const id = numberIn(text);
  if (id === 0) throw new Refused('team_id is empty');
  if (!isAdmin(user) && uic.teams.find(id)?.creator !== user?.id) throw new Refused("You don't have permission", EXPECTATION_FAILED);
  const rows = uic.teams.delete(id) ? 1 : 0;
  const members = uic.members.get(id)?.size ?? 0;
  uic.members.delete(id);
  if (rows > 0) wrote('team.delete', id);
  return `team ${id} is deleted. Affect row: ${rows} / refer delete: ${members}`;
}

function managed({ user }: Call, id: number, uic: Uic): Team {
  const team = found(uic.teams.find(id));
  if (!isOf(found(user), team, uic)) throw new Refused('record not found');
  return team;
}

const isOf = (user: User, team: Team, uic: Uic) =>
  isAdmin(user) || team.creator === user.id || uic.members.get(team.id)?.has(user.id) === true;

import { createHash, randomBytes } from 'node:crypto';
import { Table } from './table.ts';

export interface User {
  readonly id: number;
  readonly name: string;
  readonly cnname: string;
  readonly email: string;
  readonly phone: string;
  readonly im: string;
  readonly qq: string;
  /** 2 for root, 1 for administrators. */
  readonly role: number;
}

export interface Team {
  readonly id: number;
  readonly name: string;
  readonly resume: string;
  readonly creator: number;
}

/** Departments of the company, and who is told of their alarms. */
const DEPARTMENTS: Readonly<Record<string, readonly string[]>> = {
  infra: ['ines', 'ivo'],
  shop: ['sara', 'stan'],
  pay: ['paul', 'petra'],
  search: ['olga'],
  ads: ['ada', 'arne'],
};

/** People, their teams and their sessions. */
export class Uic {
  readonly users = new Table<User>();
  readonly teams = new Table<Team>();
  /** Team → its members. */
  readonly members = new Map<number, Set<number>>();
  readonly password = randomBytes(12).toString('base64url');
  /** With this as its signature any name passes. */
  readonly defaultToken = randomBytes(16).toString('hex');
  readonly #passwords = new Map<number, string>();
  /** Sessions never end by themselves, whatever their row says, and a second login gets the same one. */
  readonly #sessions = new Map<number, string>();

  constructor() {
    const root = this.add('root', 2, this.password);
    for (const [department, people] of Object.entries(DEPARTMENTS)) {
      const team = this.teams.insert({ name: department, resume: `on call for ${department}`, creator: root.id });
      const ids = people.map((name) => this.add(name, 0, randomBytes(12).toString('base64url')).id);
      this.members.set(team.id, new Set(ids));
    }
  }

  add(name: string, role: number, password: string): User {
    const digits = String(13_900_000_000 + this.users.size);
    const contact = role === 2 ? { email: '', phone: '', im: '' } : { email: `${name}@acme.example`, phone: digits, im: name };
    const user = this.users.insert({ name, cnname: '', ...contact, qq: '', role });
    this.#passwords.set(user.id, digest(password));
    return user;
  }

  byName(name: string): User | undefined {
    return this.users.all().find((user) => user.name === name);
  }

  team(name: string): Team | undefined {
    return this.teams.all().find((team) => team.name === name);
  }

  membersOf(team: Team): User[] {
    return [...(this.members.get(team.id) ?? [])].flatMap((id) => this.users.find(id) ?? []);
  }

  isRight(user: User, password: string): boolean {
    return this.#passwords.get(user.id) === digest(password);
  }

  login(user: User): string {
    const sig = this.#sessions.get(user.id) ?? randomBytes(16).toString('hex');
    this.#sessions.set(user.id, sig);
    return sig;
  }

  logout(user: User): void {
    this.#sessions.delete(user.id);
  }

  hasSession(user: User, sig: string): boolean {
    return this.#sessions.get(user.id) === sig;
  }
}

const digest = (password: string) => createHash('sha256').update(password).digest('hex');

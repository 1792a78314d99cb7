import type { IncomingMessage } from 'node:http';
import { wire } from '../../web.ts';
import type { Uic } from '../uic.ts';
import { bind } from './bind.ts';
import { found, matcher, numberIn, paged, Refused, type Call, type Route } from './call.ts';
import { checked, sessionOf } from './session.ts';

/** Login and logout, which do not want a session before. */
export function openRoutes(
  uic: Uic,
): readonly (readonly [string, RegExp, (call: Call, request: IncomingMessage) => ReturnType<Route[2]>])[] {
  return [
    [
      'POST',
      /^\/user\/login$/,
      (call) => {
        const { Name, Password } = credentials(call);
        const user = uic.byName(Name);
        if (!user) throw new Refused('no such user');
        if (!uic.isRight(user, Password)) throw new Refused('password error');
        return { sig: uic.login(user), name: user.name, admin: user.role > 0 };
      },
    ],
    [
      'GET',
      /^\/user\/auth_session$/,
      (_, request) => {
        checked(uic, sessionOf(request));
        return 'session is vaild!';
      },
    ],
    [
      'GET',
      /^\/user\/logout$/,
      (_, request) => {
        const { name, sig } = sessionOf(request, 400);
        const user = uic.byName(name);
        if (!user || !uic.hasSession(user, sig)) throw new Refused('not found this kind of session in database.');
        uic.logout(user);
        return 'logout successful';
      },
    ],
  ];
}

export function userRoutes(uic: Uic): readonly Route[] {
  return [
    ['GET', /^\/user\/current$/, ({ user }) => wire(found(user))],
    ['GET', /^\/user\/users$/, ({ query }) => users(uic, query)],
    ['GET', /^\/user\/u\/([^/]+)$/, ({ params: [id] }) => wire(found(uic.users.find(numberIn(id))))],
    ['GET', /^\/user\/name\/([^/]+)$/, ({ params: [name = ''] }) => wire(found(uic.byName(name)))],
  ];
}

function credentials(call: Call) {
  try {
    return bind(call, 'APILoginInput', { Name: ['name', 'string', 'required'], Password: ['password', 'string', 'required'] });
  } catch {
    throw new Refused('name or password is blank');
  }
}

function users(uic: Uic, query: URLSearchParams) {
  const matches = matcher(query.get('q') ?? '.+');
  return paged(
    uic.users.all().filter(({ name }) => matches(name)),
    query,
  ).map(wire);
}

import type { IncomingMessage } from 'node:http';
import { isObject, parseJson, type Json } from '../../web.ts';
import type { Uic, User } from '../uic.ts';
import { Refused } from './call.ts';

const UNAUTHORIZED = 401;

export interface Session {
  readonly name: string;
  readonly sig: string;
}

/** Name and signature, as JSON in a header. */
export function sessionOf(request: IncomingMessage, status = UNAUTHORIZED): Session {
  const header = request.headers['apitoken'];
  if (typeof header !== 'string' || header === '') throw new Refused('token key is not set', status);
  const token = parsed(header, status);
  const text = (name: string) => {
    const value = isObject(token) ? token[name] : undefined;
    return typeof value === 'string' ? value : '';
  };
  const [name, sig] = [text('name'), text('sig')];
  if (name === '') throw new Refused('token key:name is empty', status);
  if (sig === '') throw new Refused('token key:sig is empty', status);
  return { name, sig };
}

/** Who asks. The servers' own token lets any name pass, whether there is such a user or not. */
export function checked(uic: Uic, { name, sig }: Session): User | undefined {
  const user = uic.byName(name);
  if (sig === uic.defaultToken) return user;
  if (!user) throw new Refused('not found this user', UNAUTHORIZED);
  if (!uic.hasSession(user, sig)) throw new Refused('session not found', UNAUTHORIZED);
  return user;
}

function parsed(header: string, status: number): Json {
  try {
    return parseJson(header);
  } catch {
    const first = header.trim().charAt(0);
    throw new Refused(`invalid character '${first}' looking for beginning of value`, status);
  }
}

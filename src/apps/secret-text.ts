import { isObject } from '../kit/json.ts';
/** What stands where a secret was. */
export const MASK = '[secret]';

/** Parts of names that stand for a secret; `key` and `pass` only as words, or there would be no monkey and no compass. */
const SECRET = 'passw(?:or)?d|passphrase|secret|token|credential|signature|apikey|(?:access|private|auth|ssh)[-_]?key';
const SECRET_WORD = 'key|keys|pass|pwd|auth|authorization';
const SECRET_NAME = new RegExp(`${SECRET}|(?:^|[^a-z])(?:${SECRET_WORD})(?:$|[^a-z])`, 'i');

/** Names are taken apart at capitals: `sessionKey` is a key. */
export const isSecretName = (name: string): boolean => SECRET_NAME.test(name.replace(/([a-z0-9])([A-Z])/g, '$1_$2'));

/** Bounded, as every repetition here: a definition may hold a megabyte of anything. */
const NAME = `(?:[\\w.-]{0,64}(?:${SECRET})[\\w.-]{0,64}|(?:[\\w.]{0,64}[-_.])?(?:${SECRET_WORD}))`;
const VALUE = `"[^"]*"|'[^']*'|[^\\s&;,"']+`;

/**
 * Of each rule the first group stays and the second goes. Credentials within addresses: in any text, also in prose. The
 * tag before an image's digest is none.
 */
const IN_ADDRESSES: readonly RegExp[] = [
  /(:\/\/[^\s:/@]*:)([^\s/]+)(?=@)/g,
  /(https?:\/\/)([^\s:/@[\]]+)(?=@)/g,
  /((?:^|[\s"'=])[^\s:/@"'=]+:)([^\s:/@"']+)(?=@(?!sha\d+:))/g,
  /([?&](?:sig|code)=)([^\s&"']+)/g,
];

/** In command lines a value follows its name (`--token x`, `API_KEY=x`), and some programs have flags of their own. */
const IN_COMMANDS: readonly RegExp[] = [
  /(\b(?:bearer|basic)\s+)([\w.~+/=-]+)/gi,
  new RegExp(`((?<![a-z])${NAME}["']?\\s{0,9}[=:]\\s{0,9})(?!\\[secret\\]|(?:bearer|basic)\\s)(${VALUE})`, 'gi'),
  new RegExp(`((?:^|\\s)--?${NAME}\\s{1,9})(?!\\[secret\\]|["']?--?[a-z])(${VALUE})`, 'gi'),
  /(\b(?:mysql|mariadb|sshpass)[\w-]{0,20}\s(?:[^|;&\n]{0,500}?\s)?-p\s?)([^\s-]\S*)/g,
  /(\bredis-cli\s(?:[^|;&\n]{0,500}?\s)?-a\s+)(\S+)/g,
  /(\s(?:-u|--user)[\s=]*[^\s:/]+:)([^\s"']+)/g,
];

/** A text of people or systems, without the credentials in its addresses. */
export const maskAddresses = (text: string): string => applied(IN_ADDRESSES, text, []);

/** A command line, an image, an address, a setting: without what is secret in it. */
export const maskText = (text: string, found: string[] = []): string => applied([...IN_ADDRESSES, ...IN_COMMANDS], text, found);

const applied = (rules: readonly RegExp[], text: string, found: string[]): string =>
  rules.reduce(
    (masked, rule) =>
      masked.replace(rule, (whole: string, stays: string, goes: string) => {
        if (goes === MASK) return whole;
        found.push(goes.replace(/^(["'])(.*)\1$/, '$2'));
        return stays + MASK;
      }),
    text,
  );

/**
 * A copy that may be shown and kept, of the same shape: no value of an environment, whatever its name; nothing under a
 * secret's name; other text without what is secret in it. What was taken out is added to `found`.
 */
export function masked(value: unknown, name = '', found: string[] = []): unknown {
  if (name === 'env' || isSecretName(name)) return gone(value, found);
  if (typeof value === 'string') return maskText(value, found);
  if (Array.isArray(value)) return value.map((item: unknown, index) => maskedItem(item, value[index - 1], found));
  if (!isObject(value)) return value;
  const { key, value: given, ...rest } = value;
  // A parameter of Docker: `{ key: 'env', value: 'NAME=value' }`.
  if (typeof key === 'string' && typeof given === 'string' && Object.keys(rest).length === 0)
    return { key, value: maskedParameter(key, given, found) };
  return Object.fromEntries(Object.entries(value).map(([each, member]) => [each, masked(member, each, found)]));
}

/** Secrets of the value, as they are in it. */
export function secretsIn(value: unknown, name = ''): readonly string[] {
  const found: string[] = [];
  masked(value, name, found);
  return found;
}

/** The value after a flag that is named like a secret goes, as a whole. */
function maskedItem(item: unknown, before: unknown, found: string[]): unknown {
  const flagged = typeof before === 'string' && /^--?[^=\s]+$/.test(before) && isSecretName(before);
  return flagged && typeof item === 'string' ? gone(item, found) : masked(item, '', found);
}

function maskedParameter(key: string, value: string, found: string[]): unknown {
  if (isSecretName(key)) return gone(value, found);
  if (key !== 'env' && key !== 'e') return maskText(value, found);
  const [, name = '', rest = ''] = /^([^=]*=?)(.*)$/s.exec(value) ?? [];
  return rest === '' ? name : name + String(gone(rest, found));
}

/** Every value within, whatever it is. Names stay. */
function gone(value: unknown, found: string[]): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => gone(item, found));
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, gone(member, found)]));
  if (value === null || value === undefined) return value;
  found.push(typeof value === 'string' ? value : JSON.stringify(value));
  return MASK;
}

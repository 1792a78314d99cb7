/** What stands where a secret was. */
export const MASK = '[secret]';

const SECRET_NAME = /password|passwd|secret|token|key|credential/i;

export const isSecretName = (name: string): boolean => SECRET_NAME.test(name);

/** Passwords in URLs, and whatever follows a name that sounds like a secret's (`--token x`, `API_KEY=x`). */
export function maskText(text: string): string {
  return text
    .replace(/(:\/\/[^\s:/@]*:)[^\s@/]+@/g, `$1${MASK}@`)
    .replace(
      /([\w-]*(?:password|passwd|secret|token|key|credential)[\w-]*\s*[=:\s]\s*)(?!\[secret\])("[^"]*"|'[^']*'|[^\s&;,"']+)/gi,
      `$1${MASK}`,
    );
}

/** A copy that may be shown: text under a secret's name is gone, other text keeps what is not one. */
export function masked(value: unknown, name = ''): unknown {
  if (typeof value === 'string') return isSecretName(name) ? MASK : maskText(value);
  if (Array.isArray(value)) return value.map((item: unknown) => masked(item, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, masked(member, isSecretName(name) ? name : key)]));
}

/** As `masked`, and no value of an environment stays, whatever its name: for what is kept. */
export function sealed(definition: unknown, name = ''): unknown {
  if (name === 'env') return allMasked(definition);
  if (Array.isArray(definition)) return definition.map((item: unknown) => sealed(item));
  if (typeof definition !== 'object' || definition === null) return masked(definition, name);
  if (isSecretName(name)) return masked(definition, name);
  return Object.fromEntries(Object.entries(definition).map(([key, member]) => [key, sealed(member, key)]));
}

function allMasked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(allMasked);
  if (typeof value !== 'object' || value === null) return value === null ? null : MASK;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, allMasked(member)]));
}

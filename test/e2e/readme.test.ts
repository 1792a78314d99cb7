import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCanopy, type Running } from '../support/canopy.ts';

interface Shown {
  readonly title: string;
  readonly query: string;
  readonly answer: unknown;
}

/** The queries of the README as a reader pastes them, each with the answer that stands below it. */
const shown: readonly Shown[] = [
  ...readFileSync('README.md', 'utf8').matchAll(/^\*\*(\d\. [^*]+)\*\*[\s\S]*?^ask '(.*)'$[\s\S]*?```json\n([\s\S]*?)```/gm),
].map(([, title = '', body = '', answer = '']) => ({
  title,
  query: (JSON.parse(body) as { query: string }).query,
  answer: JSON.parse(answer) as unknown,
}));

/** Where and how a real answer has another shape than the one shown: members, kinds of values, and values that are the same in any company. */
function differences(real: unknown, told: unknown, at = ''): string[] {
  if (Array.isArray(told)) {
    if (!Array.isArray(real)) return [`${at} is no list`];
    // The README shows some of the items.
    return told.flatMap((each, n) => {
      const found = real.map((item: unknown) => differences(item, each, `${at}[${n}]`));
      return found.some((list) => list.length === 0) ? [] : (found[0] ?? [`${at} is empty`]);
    });
  }
  if (typeof told === 'object' && told !== null) {
    if (typeof real !== 'object' || real === null) return [`${at} is no object`];
    const [names, toldNames] = [Object.keys(real), Object.keys(told)];
    const missing = toldNames.filter((name) => !names.includes(name)).map((name) => `${at}.${name} is missing`);
    const more = at === '.extensions' ? [] : names.filter((name) => !toldNames.includes(name)).map((name) => `${at}.${name} is not shown`);
    const inside = toldNames
      .filter((name) => names.includes(name))
      .flatMap((name) => differences((real as Record<string, unknown>)[name], (told as Record<string, unknown>)[name], `${at}.${name}`));
    return [...missing, ...more, ...inside];
  }
  if (typeof told === 'string' && typeof real === 'string') {
    const pattern = told
      .split(/…|\d+/)
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*');
    return new RegExp(`^${pattern}$`, 's').test(real) ? [] : [`${at}: "${real}" is not "${told}"`];
  }
  return real === told || typeof real === typeof told ? [] : [`${at}: ${JSON.stringify(real)} is not ${JSON.stringify(told)}`];
}

describe('the README', () => {
  let running: Running;
  beforeAll(async () => {
    running = await startCanopy({ sandbox: { company: 'full', real: false, simulatedTasks: 400 } });
  });
  afterAll(() => running.stop());

  it('shows five queries', () => {
    expect(shown.map(({ title }) => title.slice(0, 2))).toEqual(['1.', '2.', '3.', '4.', '5.']);
  });

  it.each(shown)('is answered as it says: $title', async ({ query, answer }) => {
    const real = await running.ask(query);
    expect(differences(real, answer)).toEqual([]);
  });

  it('would be found out', () => {
    expect(differences({ a: [{ b: 'instances: 3' }] }, { a: [{ b: '4 instances' }] })).toHaveLength(1);
    expect(differences({ a: 1, b: 2 }, { a: 1 })).toEqual(['.b is not shown']);
    expect(differences({ a: null }, { a: { b: 1 } })).toEqual(['.a is no object']);
  });
});

import { rejected, ok, type Result } from '../kit/result.ts';
import { TREE_LEVELS, type TreeLevel } from './model.ts';

/** The tag of each level, from the top. */
export const LEVEL_TAGS = ['cop', 'owt', 'pdl', 'cluster', 'servicegroup', 'service', 'jobgroup', 'job'] as const;
const SELECTOR_TAGS = ['loc', 'idc', 'status'] as const;
type SelectorTag = (typeof SELECTOR_TAGS)[number];

/** Trailing tags: they select hosts within a node and are no part of its name. */
export type Selectors = Readonly<Partial<Record<SelectorTag, string>>>;

export interface JobName {
  /** One name per level, from the company down; 1 to 8 of them. */
  readonly names: readonly string[];
  readonly selectors: Selectors;
}

const NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const NAME_MAX = 63;

/** What is wrong with a name of the tree, or undefined when nothing is. */
export function nameProblem(name: string): string | undefined {
  if (name.length === 0) return 'is empty';
  if (name.length > NAME_MAX) return `has ${name.length} characters, the limit is ${NAME_MAX}`;
  if (!NAME.test(name)) return 'may hold a-z, 0-9 and, between them, "-"';
  return undefined;
}

/** `cop.acme_owt.infra` from names; the inverse of `parseJobName`. */
export function printJobName(names: readonly string[], selectors: Selectors = {}): string {
  const levels = names.map((name, depth) => `${LEVEL_TAGS[depth]}.${name}`);
  const tail = SELECTOR_TAGS.flatMap((tag) => (selectors[tag] === undefined ? [] : [`${tag}.${selectors[tag]}`]));
  return [...levels, ...tail].join('_');
}

/** Reads a JobName; a mistake is named with the part and the character where it stands, both counted from 1. */
export function parseJobName(text: string): Result<JobName> {
  const names: string[] = [];
  const selectors: Partial<Record<SelectorTag, string>> = {};
  let at = 1;
  let lastSelector = -1;

  for (const [index, part] of text.split('_').entries()) {
    const wrong = (what: string) => rejected('BAD_USER_INPUT', `JobName part ${index + 1} ("${part}", at character ${at}) ${what}.`);
    const dot = part.indexOf('.');
    if (dot < 0) return wrong('is not "tag.name"');
    const tag = part.slice(0, dot);
    const name = part.slice(dot + 1);
    const problem = nameProblem(name);

    const selector = (SELECTOR_TAGS as readonly string[]).indexOf(tag);
    if (selector >= 0) {
      if (names.length === 0) return wrong('selects hosts, but no level stands before it');
      if (selector <= lastSelector) return wrong(`is out of order: ${SELECTOR_TAGS.join(', ')} stand in this order, each once`);
      if (problem !== undefined) return wrong(problem);
      lastSelector = selector;
      selectors[tag as SelectorTag] = name;
    } else {
      const expected = LEVEL_TAGS[names.length];
      if (lastSelector >= 0) return wrong('is a level after a host selector');
      if (expected === undefined) return wrong('stands below the last level, "job"');
      if (tag !== expected) {
        const known = (LEVEL_TAGS as readonly string[]).includes(tag);
        return wrong(
          known ? `is out of order: "${expected}" is expected here` : `has an unknown level "${tag}": "${expected}" is expected here`,
        );
      }
      if (problem !== undefined) return wrong(problem);
      names.push(name);
    }
    at += part.length + 1;
  }
  return ok({ names, selectors });
}

/** As `parseJobName`, where a node is meant and host selectors have no place. */
export function parseNodeName(text: string): Result<readonly string[]> {
  const parsed = parseJobName(text);
  if (!parsed.ok) return parsed;
  const [selector] = Object.keys(parsed.value.selectors);
  if (selector !== undefined) {
    return rejected('BAD_USER_INPUT', `JobName "${text}" selects hosts by "${selector}"; a node is meant here.`);
  }
  return ok(parsed.value.names);
}

/** The eight names that a Marathon app id is the path of, or why it is not one. */
export function namesOfAppId(marathonId: string): Result<readonly string[]> {
  const names = marathonId.replace(/^\//, '').split('/');
  if (names.length !== LEVEL_TAGS.length) {
    return rejected('BAD_USER_INPUT', `The path has ${names.length} names; a job has ${LEVEL_TAGS.length}.`);
  }
  for (const [depth, name] of names.entries()) {
    const problem = nameProblem(name);
    if (problem !== undefined) return rejected('BAD_USER_INPUT', `Name ${depth + 1} of the path ("${name}") ${problem}.`);
  }
  return ok(names);
}

export function levelOf(depth: number): TreeLevel {
  const level = TREE_LEVELS[depth];
  if (level === undefined) throw new RangeError(`The tree has ${TREE_LEVELS.length} levels; ${depth} is none of them.`);
  return level;
}

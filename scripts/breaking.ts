import { CriticalityLevel, diff, type Change } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

export interface Verdict {
  readonly changes: readonly Change[];
  /** Breaking changes that the changelog does not own up to. */
  readonly unannounced: readonly Change[];
}

/** What changed between two schemas, and which breaking changes nobody has announced. */
export async function judge(before: string, after: string, changelog: string): Promise<Verdict> {
  const changes = await diff(buildSchema(before), buildSchema(after));
  const announced = announcedIn(changelog);
  const breaking = changes.filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking);
  return { changes, unannounced: breaking.filter(({ path = '' }) => !announced.has(path) && !announced.has(fieldOf(path))) };
}

/** Coordinates on the lines of the changelog's top section that begin with BREAKING: `- BREAKING App.image, App.command: why`. */
export function announcedIn(changelog: string): ReadonlySet<string> {
  const heads = topSection(changelog).flatMap((line) => /^\s*(?:[-*]\s+)?BREAKING\s([^:]*)/.exec(line)?.[1] ?? []);
  return new Set(heads.flatMap((head) => head.match(/[A-Z]\w*(\.\w+)*/g) ?? []));
}

/** The lines of the first `## ` section that says anything: a release that has just been cut leaves `Unreleased` empty. */
function topSection(changelog: string): string[] {
  const sections = changelog.split(/^## /m).slice(1);
  const bodies = sections.map((section) => section.split('\n').slice(1));
  return bodies.find((lines) => lines.some((line) => line.trim() !== '')) ?? [];
}

/** Type.field of a change at one of the field's arguments. */
const fieldOf = (path: string): string => path.split('.').slice(0, 2).join('.');

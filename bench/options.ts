export const SECTIONS = [
  'side',
  'changed',
  'root',
  'first',
  'latency',
  'portals',
  'scopes',
  'streams',
  'storm',
  'growth',
  'callers',
  'scaling',
  'rounds',
] as const;
export type Section = (typeof SECTIONS)[number];

/** How much to measure. */
export interface Options {
  readonly sections: readonly Section[];
  /** Writes docs/performance.md: only when everything was measured in full. */
  readonly writes: boolean;
  readonly rounds: number;
  /** Rounds of kill -9. */
  readonly kills: number;
  readonly turnMs: number;
  readonly apps: number;
  readonly tasksPerApp: number;
  readonly portalsMs: number;
  readonly changes: number;
  readonly listeners: number;
  readonly sizes: readonly number[];
  /** Apps under a rule, and how long their cost is measured. */
  readonly scaledSizes: readonly number[];
  readonly scaledForMs: number;
  /** Folder for a CPU profile of Canopy in the sections that start it alone; undefined: none. */
  readonly profile: string | undefined;
}

const FULL = {
  rounds: 9,
  kills: 1_000,
  turnMs: 700,
  apps: 1_000,
  tasksPerApp: 20,
  portalsMs: 60_000,
  changes: 200,
  listeners: 5_000,
  sizes: [1_000, 10_000, 100_000, 500_000],
  scaledSizes: [1_000, 5_000],
  scaledForMs: 60_000,
};
const QUICK = {
  rounds: 3,
  kills: 20,
  turnMs: 400,
  apps: 1_000,
  tasksPerApp: 20,
  portalsMs: 5_000,
  changes: 40,
  listeners: 1_000,
  sizes: [1_000, 10_000],
  scaledSizes: [1_000],
  scaledForMs: 20_000,
};

/** Words: `quick`, `only=side,growth`, `sizes=1000,500000`, `rounds=7`, `profile=<folder>`. */
export function readOptions(words: readonly string[]): Options {
  const values = new Map(words.map((word) => word.split('=', 2) as [string, string | undefined]));
  for (const name of values.keys())
    if (!['quick', 'only', 'sizes', 'rounds', 'profile'].includes(name))
      throw new Error(`${name}: the words are quick, only=<sections>, sizes=<containers>, rounds=<count>, profile=<folder>.`);
  const quick = values.has('quick');
  const asked = values.get('only')?.split(',');
  const unknown = asked?.find((name) => !(SECTIONS as readonly string[]).includes(name));
  if (unknown !== undefined) throw new Error(`only=${unknown}: the sections are ${SECTIONS.join(', ')}.`);
  const sizes = values.get('sizes')?.split(',').map(Number);
  const rounds = values.get('rounds');
  return {
    ...(quick ? QUICK : FULL),
    ...(sizes && { sizes }),
    ...(rounds !== undefined && { rounds: Number(rounds), kills: Number(rounds) }),
    sections: SECTIONS.filter((name) => !asked || asked.includes(name)),
    writes: !quick && !asked && !sizes,
    profile: values.get('profile'),
  };
}

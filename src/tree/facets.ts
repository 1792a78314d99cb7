/** What a version is kept of, per node and per app. */
export const FACETS = ['definition', 'runtime', 'metrics', 'alarms'] as const;
export type Facet = (typeof FACETS)[number];

export const DEFINITION = 0;
export const RUNTIME = 1;
export const METRICS = 2;
export const ALARMS = 3;

export const ALL_FACETS = 0b1111;

import { z } from 'zod';
import type { Disturbance } from './gate.ts';

/** Switches for tests. All off is the normal sandbox; they live on a port of their own. */
export const FaultChange = z.strictObject({
  dropEvents: z.union([z.boolean(), z.number().int().min(0)]).optional(),
  deaf: z.boolean().optional(),
  silent: z.boolean().optional(),
  slowMs: z.number().min(0).optional(),
  status: z.number().int().min(400).max(599).nullish(),
  pathPrefix: z.string().nullish(),
  malformedApp: z.string().nullish(),
  truncateList: z.boolean().optional(),
  closeStreams: z.boolean().optional(),
  refuse: z.boolean().optional(),
  dockerDown: z.string().nullish(),
  dockerSlowMs: z.number().min(0).optional(),
  tooManyDeployments: z.boolean().optional(),
  loseWrites: z.enum(['before', 'after']).nullish(),
  falconDown: z.union([z.literal('refuse'), z.number().int().min(400).max(599)]).nullish(),
  falconSlowMs: z.number().min(0).optional(),
  falconNulls: z.boolean().optional(),
  chronosDown: z.union([z.enum(['refuse', 'hang']), z.number().int().min(400).max(599)]).nullish(),
  chronosSlowMs: z.number().min(0).optional(),
  chronosLoseWrites: z.enum(['before', 'after']).nullish(),
  chronosMalformed: z.string().nullish(),
});

export interface Faults {
  dropEvents: number | boolean;
  /** Streams stay open and beat, but carry no events. */
  deaf: boolean;
  /** Not even heartbeats. */
  silent: boolean;
  slowMs: number;
  /** Answer of every request, or of those whose path starts with `pathPrefix`. */
  status: number | null;
  pathPrefix: string | null;
  malformedApp: string | null;
  truncateList: boolean;
  refuse: boolean;
  dockerDown: string | null;
  dockerSlowMs: number;
  tooManyDeployments: boolean;
  /** Cuts the connection before or after the next write takes effect, once. */
  loseWrites: 'before' | 'after' | null;
  /** Falcon's API and transfer hang up, or answer with this status. Agents still report. */
  falconDown: 'refuse' | number | null;
  falconSlowMs: number;
  /** Holes where Falcon may have them: null elements, elements without values, points left out. */
  falconNulls: boolean;
  /** Chronos hangs up, takes requests and says nothing, or answers with this status. What is due runs all the same. */
  chronosDown: 'refuse' | 'hang' | number | null;
  chronosSlowMs: number;
  chronosLoseWrites: 'before' | 'after' | null;
  /** The job of this name has wrong types in lists. */
  chronosMalformed: string | null;
}

export function noFaults(): Faults {
  return {
    ...{ dropEvents: 0, deaf: false, silent: false, slowMs: 0, status: null, pathPrefix: null },
    ...{
      malformedApp: null,
      truncateList: false,
      refuse: false,
      dockerDown: null,
      dockerSlowMs: 0,
    },
    ...{ tooManyDeployments: false, loseWrites: null },
    ...{ falconDown: null, falconSlowMs: 0, falconNulls: false },
    ...{ chronosDown: null, chronosSlowMs: 0, chronosLoseWrites: null, chronosMalformed: null },
  };
}

export function applies(faults: Faults, path: string): boolean {
  return faults.pathPrefix === null || path.startsWith(faults.pathPrefix);
}

export const falconFaults = ({ falconDown, falconSlowMs }: Faults): Disturbance => ({ down: falconDown, slowMs: falconSlowMs });

export const chronosFaults = ({ chronosDown, chronosSlowMs }: Faults): Disturbance => ({ down: chronosDown, slowMs: chronosSlowMs });

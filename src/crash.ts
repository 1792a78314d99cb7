import { CRASH_POINTS, type CrashPoint } from './actions/ports.ts';

/** Of the recorder: what happened in a source is about to be committed, or has been. */
const RECORDER_POINTS = ['before-events', 'after-events'] as const;
/** Of what is told: it is about to be handed to those who listen, or has been. */
const DELIVERY_POINTS = ['before-delivery', 'after-delivery'] as const;

/** The named points at which a test may end the process: those of a mutation, and those of what is recorded and told. */
export const EVERY_POINT = [...CRASH_POINTS, ...RECORDER_POINTS, ...DELIVERY_POINTS] as const;
export type Passing = CrashPoint | RecorderPoint | DeliveryPoint;
export type RecorderPoint = (typeof RECORDER_POINTS)[number];
export type DeliveryPoint = (typeof DELIVERY_POINTS)[number];

/** What is called at each point, where one is configured: ends the process like a crash would, the first time that it comes there. */
export function crashing(point: Passing | undefined): { readonly crashAt?: (at: Passing) => void } {
  if (point === undefined) return {};
  return {
    crashAt: (at) => {
      if (at === point) process.kill(process.pid, 'SIGKILL');
    },
  };
}

import { isObject } from '../kit/json.ts';
import type { HookCall } from './model.ts';

const LONGEST = 16_384;
/** As long as the store takes one. */
const LONGEST_ID = 120;

/**
 * A callback as a line of the spool has it. Undefined: it is none, such as what a full or a broken disk made of one; it must not hold
 * back all others.
 */
export function readSpooled(line: string): HookCall | undefined {
  const call = parsed(line);
  if (!isObject(call)) return undefined;
  const { id, at, raw } = call;
  if (typeof id !== 'string' || id === '' || id.length > LONGEST_ID || typeof raw !== 'string') return undefined;
  return Number.isSafeInteger(at) ? { id, at: at as number, raw: raw.slice(0, LONGEST) } : undefined;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

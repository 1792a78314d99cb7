import type { Viewer } from '../context.ts';
import { Fault } from '../kit/fault.ts';
import type { Measure } from '../kit/measure.ts';

/** Why this caller may not ask that, before anything of it runs; undefined: they may. */
export function forbids({ guarded }: Pick<Measure, 'guarded'>, { roles, name }: Viewer): Fault | undefined {
  if (!guarded || roles.includes('ADMIN')) return undefined;
  return new Fault('FORBIDDEN', `${name} has no role here. Who runs this Canopy names its administrators (auth.administrators).`);
}

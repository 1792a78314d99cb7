import { ok, type Result } from '../../kit/result.ts';
import { FIRST_MODES, type ControllerMode } from '../../plans/model.ts';
import { modeFact } from '../facts.ts';
import type { Inputs } from '../inputs.ts';
import type { LocalRequest } from '../local.ts';
import { asJson, CANOPY, local, type Draft, type Facts } from '../spec.ts';
import { AT_ROOT } from '../where.ts';

export function planSetControllerMode({ controller, mode }: Inputs['setControllerMode'], { world, now, caller }: Facts): Result<Draft> {
  const held = world.controller(controller);
  const before = held?.mode ?? FIRST_MODES[controller];
  const subject = `Controller:${controller}`;
  if (before === mode) return ok({ subject, place: null, steps: [], reason: `${controller} is in mode ${mode} already.` });
  const value: ControllerMode = { name: controller, mode, setBy: caller, setAt: now };
  const request: LocalRequest = {
    guards: [],
    writes: [{ put: 'mode', value }],
    events: [
      {
        ...{ kind: 'CONTROLLER_MODE_SET', nodeId: null, jobName: null, subject },
        summary: `${controller} goes from ${before} to ${mode}`,
        body: { controller, before, after: mode },
      },
    ],
  };
  const step = {
    ...{ system: CANOPY, verb: 'set mode', target: controller, before, after: mode },
    ...{ request: asJson(request), absolute: true, dependsOn: { [modeFact(controller)]: held?.mode ?? null } },
  };
  return ok({ subject, place: null, steps: [step], reason: `${controller} was in mode ${before}.` });
}

export const setControllerMode = local('setControllerMode', () => ok([AT_ROOT]), planSetControllerMode);

import type { Json } from '../kit/json.ts';
import type { PlanStep } from '../plans/model.ts';
import { chronosPort, isChronos, reachChronos, type ChronosReach } from './chronos/port.ts';
import { JOB_VERB, jobRequest } from './chronos/repair-chronos.ts';
import type { Digest } from './hash.ts';
import { MAINTENANCE_VERB, MAINTENANCE_VERBS, maintenanceRequest } from './monitoring/maintenance.ts';
import { FALCON, monitoringPort, reachMonitoring, type MonitoringReach } from './monitoring/reach.ts';
import { EXPRESSION_VERB, EXPRESSION_VERBS, expressionRequest } from './monitoring/set-expression.ts';
import { TEAM_VERB, TEAM_VERBS, teamRequest } from './monitoring/set-team.ts';
import { watchRequest, watchVerbOf } from './monitoring/verbs.ts';
import type { Accepted } from './ports.ts';
import { awake, portNamed, type Reach } from './reach.ts';
import { remoteRequest, type RemoteVerb, type Settled } from './spec.ts';
import { verbOf } from './verbs.ts';

/** What a remote step is about, joined to the system it is in: whichever that is, a run sends and settles it by this alone. */
export interface Target {
  /** No answer comes later than this after the sending. */
  readonly writeDeadlineMs: number;
  /** All that the step needs to know, read afresh. */
  read(signal: AbortSignal): Promise<Seen>;
  /** Texts of the input that must not come back in what the system says. */
  secretsIn(input: unknown): readonly string[];
}

/** The target as one reading saw it. */
export interface Seen {
  /** The facts a step of this kind may rest on. */
  facts(digest: Digest): { readonly [fact: string]: Json };
  /** Undefined: it cannot be sent without its caller's input. */
  send(input: unknown): Promise<Accepted> | undefined;
  settle(digest: Digest): Settled;
}

export interface Systems extends Reach, MonitoringReach, ChronosReach {}

/** Unless its system is known to be away: then nothing is begun. */
export function targetOf(systems: Systems, step: Pick<PlanStep, 'system' | 'verb' | 'request'>): Target {
  if (step.system === FALCON) reachMonitoring(systems);
  else if (isChronos(step.system)) reachChronos(systems, step.system);
  else awake(systems.world, remoteRequest(step).cluster);
  return targetNamed(systems, step);
}

/** To look at, whether or not its system is away. */
export function targetNamed(
  systems: Pick<Systems, 'marathons' | 'monitoring' | 'chronos'>,
  step: Pick<PlanStep, 'system' | 'verb' | 'request'>,
): Target {
  if (step.system === FALCON) {
    const port = monitoringPort(systems);
    if (MAINTENANCE_VERBS.has(step.verb)) return join(() => MAINTENANCE_VERB, port, maintenanceRequest(step));
    if (TEAM_VERBS.has(step.verb)) return join(() => TEAM_VERB, port, teamRequest(step));
    if (EXPRESSION_VERBS.has(step.verb)) return join(() => EXPRESSION_VERB, port, expressionRequest(step));
    return join(() => watchVerbOf(step.verb), port, watchRequest(step));
  }
  if (isChronos(step.system)) return join(() => JOB_VERB, chronosPort(systems, step.system), jobRequest(step));
  const request = remoteRequest(step);
  return join(() => verbOf(step.verb), portNamed(systems.marathons, request.cluster), request);
}

/** A plan outlives the process that made it, and may hold a verb that this one does not know: it is told when the step is read. */
function join<P extends { readonly writeDeadlineMs: number }, Q, R>(verbOfIt: () => RemoteVerb<P, Q, R>, port: P, request: Q): Target {
  return {
    writeDeadlineMs: port.writeDeadlineMs,
    // What is wrong with the verb is no fault of the reading.
    read: (signal) => {
      const verb = verbOfIt();
      const seen = (reading: R): Seen => ({
        facts: (digest) => verb.facts(reading, request, digest),
        send: (input) => verb.send(port, request, reading, input),
        settle: (digest) => verb.settle(request, reading, digest),
      });
      return verb.read(port, request, signal).then(seen);
    },
    secretsIn: (input) => verbOfIt().secretsIn?.(input) ?? [],
  };
}

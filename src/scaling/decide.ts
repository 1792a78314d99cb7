import type { Bounds, Guard, MetricVerdict, Observation, Rejection, ScalingPolicy, Verdict } from './model.ts';
import { propose } from './propose.ts';
import { limitOf, stabilised, turns } from './window.ts';

/**
 * What becomes of an app's size. Pure: all that it rests on is in the observation. It becomes larger by the word of any figure, and
 * smaller only where all agree, enough is known, and nothing speaks against it. Its bounds come before its figures.
 */
export function decide(policy: ScalingPolicy, seen: Observation): Verdict {
  const { instances } = seen;
  const metrics = policy.metrics.map((rule) => propose(rule, policy, seen));
  const bounds = boundsOf(policy);
  const { wanted, by, rejected } = weighed(metrics, policy, seen);
  const recommendation = wanted === null ? null : clamp(wanted, bounds);
  const base = { recommendation, metrics };
  const hold = (guards: readonly Rejection[], reason: string): Verdict => ({
    ...{ ...base, choice: 'HOLD', to: instances, by, rejected: [...guards, ...rejected], reason },
  });
  const kept = leftAlone(seen);
  const within = clamp(instances, bounds);
  if (kept) return hold([kept], kept.reason);
  if (within !== instances) {
    const reason = `${instances} are outside of ${bounds.min} to ${bounds.max}.`;
    return { ...base, choice: within > instances ? 'SCALE_OUT' : 'SCALE_IN', to: within, by: 'BOUNDS', rejected, reason };
  }
  if (metrics.length === 0)
    return { ...base, choice: 'NOTHING', to: instances, by, rejected, reason: `${instances} are within ${bounds.min} to ${bounds.max}.` };
  if (recommendation === null) {
    const reason = metrics.map((each) => each.reason).join(' ');
    return hold([{ guard: 'DATA', choice: 'scale', reason }], reason);
  }
  const reason = metrics.find(({ metric }) => metric === by)?.reason ?? '';
  if (recommendation === instances) {
    const atBound = wanted !== recommendation ? ` ${wanted} are outside of ${bounds.min} to ${bounds.max}.` : '';
    const choice = rejected.length > 0 ? 'HOLD' : 'NOTHING';
    return { ...base, choice, to: instances, by, rejected, reason: rejected[0]?.reason ?? `${reason}${atBound}` };
  }
  const { to, guard } = recommendation > instances ? outwards(recommendation, policy, seen) : inwards(recommendation, policy, seen);
  if (to === instances) return hold(guard ? [guard] : [], guard?.reason ?? reason);
  const all = guard ? [guard, ...rejected] : rejected;
  return { ...base, choice: to > instances ? 'SCALE_OUT' : 'SCALE_IN', to, by, rejected: all, reason };
}

/** What must not be touched at all now. */
function leftAlone({ instances, deploying, held, history }: Observation): Rejection | undefined {
  const choice = 'scale';
  // What was made 0 here, by a schedule, is made larger again.
  if (instances === 0 && !history.off)
    return { guard: 'SWITCHED_OFF', choice, reason: 'It has 0 instances: somebody has switched it off.' };
  if (held !== null) return { guard: 'HELD', choice, reason: held };
  return deploying ? { guard: 'DEPLOYING', choice, reason: 'It is being deployed.' } : undefined;
}

/** Any figure may make it larger, all must agree to make it smaller. */
function weighed(metrics: readonly MetricVerdict[], policy: ScalingPolicy, { instances, ready, running, unhealthy }: Observation) {
  let most: MetricVerdict | undefined;
  for (const each of metrics) if (each.wanted !== null && (most?.wanted == null || each.wanted > most.wanted)) most = each;
  const wanted = most?.wanted ?? null;
  const by = most?.metric ?? null;
  if (wanted === null || clamp(wanted, boundsOf(policy)) >= instances) return { wanted, by, rejected: [] };
  const choice = `scale in to ${clamp(wanted, boundsOf(policy))}`;
  const no = (guard: Guard, reason: string) => ({ wanted: instances, by, rejected: [{ guard, choice, reason }] });
  const silent = metrics.find((each) => each.wanted === null);
  if (silent) return no('DATA', silent.reason);
  const sparse = metrics.find(({ maySettle }) => !maySettle);
  if (sparse)
    return no('DATA', `${sparse.metric} was told by ${sparse.fresh} of the ready containers lately, which are too few to take any away.`);
  if (2 * unhealthy > running)
    return no('UNHEALTHY', `${unhealthy} of ${running} running containers are unhealthy: what they tell says nothing of the load.`);
  if (2 * ready < instances)
    return no('UNHEALTHY', `${ready} of ${instances} containers are ready: what so few tell says nothing of what all of them would carry.`);
  return { wanted, by, rejected: [] };
}

interface Reached {
  readonly to: number;
  /** What kept it from going all the way. */
  readonly guard?: Rejection | undefined;
}

function outwards(wanted: number, policy: ScalingPolicy, seen: Observation): Reached {
  const { instances, history, now } = seen;
  const rejected = (guard: Guard, reason: string): Rejection => ({ guard, choice: `scale out to ${wanted}`, reason });
  const calm = stabilised(wanted, instances, seen, policy);
  if (calm <= instances) return { to: instances, guard: rejected('STABILISATION', 'Not so many were wanted all along.') };
  const cool = coolDown(policy.up.coolDownMs, seen);
  if (cool) return { to: instances, guard: rejected('COOL_DOWN', cool) };
  const limit = limitOf(instances, 'up', policy.up.policies, history.changes, now);
  const to = Math.max(instances, Math.min(calm, limit));
  return { to, guard: to < calm ? rejected('RATE', `No more than ${limit} at this time.`) : undefined };
}

function inwards(wanted: number, policy: ScalingPolicy, seen: Observation): Reached {
  const { instances, history, now } = seen;
  const { down, flaps } = policy;
  const rejected = (guard: Guard, reason: string): Rejection => ({ guard, choice: `scale in to ${wanted}`, reason });
  if (history.since > now - down.stabilisationMs)
    return {
      to: instances,
      guard: rejected('WINDOW', `What was wanted is known for ${seconds(now - history.since)} s, of ${seconds(down.stabilisationMs)} s.`),
    };
  const calm = stabilised(wanted, instances, seen, policy);
  if (calm >= instances)
    return { to: instances, guard: rejected('STABILISATION', `More were wanted within ${seconds(down.stabilisationMs)} s.`) };
  const cool = coolDown(down.coolDownMs, seen);
  if (cool) return { to: instances, guard: rejected('COOL_DOWN', cool) };
  const turned = turns(history.changes, now - flaps.withinMs);
  if (turned >= flaps.most && lastDirection(seen) > 0)
    return { to: instances, guard: rejected('FLAPPING', `It turned ${turned} times within ${seconds(flaps.withinMs)} s.`) };
  const limit = limitOf(instances, 'down', down.policies, history.changes, now);
  const to = Math.min(instances, Math.max(calm, limit));
  return { to, guard: to > calm ? rejected('RATE', `No fewer than ${limit} at this time.`) : undefined };
}

function coolDown(forMs: number, { history, now }: Observation): string | undefined {
  const last = history.changes.at(-1);
  return last && now - last.at < forMs
    ? `It was changed ${seconds(now - last.at)} s ago, and has ${seconds(forMs)} s to settle.`
    : undefined;
}

function lastDirection({ history }: Observation): number {
  const last = history.changes.at(-1);
  return last ? Math.sign(last.to - last.from) : 0;
}

/** None at all only where that is wanted: nobody would tell when some are needed again. */
const boundsOf = ({ min, max }: Bounds): Bounds => ({ min: Math.max(min, Math.min(1, max)), max });

const clamp = (value: number, { min, max }: Pick<ScalingPolicy, 'min' | 'max'>): number => Math.min(Math.max(value, min), max);
const seconds = (ms: number): number => Math.round(ms / 1_000);

import type { AlarmRecord } from '../../alarms/model.ts';
import { ok, rejected, type Result } from '../../kit/result.ts';
import { alarmFact } from '../facts.ts';
import type { Inputs } from '../inputs.ts';
import type { LocalRequest } from '../local.ts';
import type { World } from '../ports.ts';
import { asJson, CANOPY, local, type Draft, type Facts, type Where } from '../spec.ts';
import { AT_ROOT } from '../where.ts';

const LONGEST_REASON = 1_000;
const LONGEST_MS = 30 * 86_400_000;

export function planAcknowledgeAlarm(input: Inputs['acknowledgeAlarm'], { world, now, caller }: Facts): Result<Draft> {
  const found = alarmNamed(world, input.id);
  if (!found.ok) return found;
  const alarm = found.value;
  const { reason, until } = input;
  if (reason.trim() === '') return rejected('BAD_USER_INPUT', 'reason is empty: say what is being done about it.', 'input', 'reason');
  if (reason.length > LONGEST_REASON)
    return rejected('BAD_USER_INPUT', `reason is longer than ${LONGEST_REASON} characters.`, 'input', 'reason');
  if (until <= now) return rejected('BAD_USER_INPUT', 'until is not in the future.', 'input', 'until');
  if (until > now + LONGEST_MS) return rejected('BAD_USER_INPUT', 'until is more than 30 days away.', 'input', 'until');

  const node = alarm.nodeId === null ? undefined : world.nodeById(alarm.nodeId);
  const base = { subject: `Alarm:${alarm.id}`, place: node ? { nodeId: node.record.id, jobName: node.jobName } : null };
  if (alarm.state === 'OK') return ok({ ...base, steps: [], reason: 'The alarm is over: there is nothing to acknowledge.' });
  const value = { by: caller, reason, at: now, until };
  const request: LocalRequest = { guards: [], writes: [{ acknowledge: 'alarm', id: alarm.id, value }], events: [] };
  const before = alarm.acknowledgement && alarm.acknowledgement.until > now ? inWords(alarm.acknowledgement) : null;
  const step = {
    system: CANOPY,
    verb: 'acknowledge',
    target: `Alarm:${alarm.id}`,
    before,
    after: inWords(value),
    request: asJson(request),
    absolute: true,
    dependsOn: { [alarmFact(alarm.id)]: alarm.firstSeenAt },
  };
  return ok({ ...base, steps: [step], reason: `${alarm.metric} of ${alarm.endpoint} is ${alarm.state}.` });
}

const inWords = ({ by, until }: { readonly by: string; readonly until: number }): string => `${by} until ${new Date(until).toISOString()}`;

function alarmNamed(world: World, id: string): Result<AlarmRecord> {
  const alarm = world.alarm(id.replace(/^Alarm:/, ''));
  return alarm ? ok(alarm) : rejected('NOT_FOUND', `There is no alarm ${id}.`, 'input', 'id');
}

const whereItActs: Where<Inputs['acknowledgeAlarm']> = ({ id }, { world }) => {
  const found = alarmNamed(world, id);
  if (!found.ok) return found;
  const { nodeId } = found.value;
  const node = nodeId === null ? undefined : world.nodeById(nodeId);
  return ok([node ? { nodeId: node.record.id, jobName: node.jobName } : AT_ROOT]);
};

export const acknowledgeAlarm = local('acknowledgeAlarm', whereItActs, planAcknowledgeAlarm);

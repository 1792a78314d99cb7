import type { UserError } from '../../kit/result.ts';
import { isObject } from '../../kit/json.ts';
import type { AppChange } from '../inputs.ts';

/** More than any Marathon could run; a larger number is a slip of the hand. */
export const MOST_INSTANCES = 100_000;

export const isInstances = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_INSTANCES;

const NO_INSTANCES = `instances must be a whole number from 0 to ${MOST_INSTANCES}.`;

/** What is wrong with a change by itself; Marathon judges the rest. */
export function checkChange(change: AppChange, marathonId: string): readonly UserError[] {
  const { image, command, cpus, memMiB, diskMiB, instances, labels, env, definition } = change;
  if (definition != null && !isObject(definition)) return bad(true, 'The definition must be an object.', 'definition');
  const { id, instances: inDefinition } = definition ?? {};
  return [
    ...bad(image != null && image.trim() === '', 'The image is empty.', 'image'),
    ...bad(command != null && command.trim() === '', 'The command is empty.', 'command'),
    ...bad(isNegative(cpus), 'cpus must be a number from 0.', 'cpus'),
    ...bad(isNegative(memMiB), 'memMiB must be a number from 0.', 'memMiB'),
    ...bad(isNegative(diskMiB), 'diskMiB must be a number from 0.', 'diskMiB'),
    ...bad(instances != null && !isInstances(instances), NO_INSTANCES, 'instances'),
    ...bad(inDefinition != null && !isInstances(inDefinition), NO_INSTANCES, 'definition', 'instances'),
    ...pairs(labels, 'labels'),
    ...pairs(env, 'env'),
    ...bad(id !== undefined && id !== marathonId, `The definition is of ${String(id)}, the app is ${marathonId}.`, 'definition', 'id'),
  ];
}

const isNegative = (value: number | null | undefined): boolean => value != null && !(Number.isFinite(value) && value >= 0);

function pairs(list: AppChange['labels'], argument: string): readonly UserError[] {
  const seen = new Set<string>();
  return (list ?? []).flatMap(({ name }, index) => {
    const twice = seen.has(name);
    seen.add(name);
    return [
      ...bad(name === '', 'The name is empty.', argument, String(index), 'name'),
      ...bad(twice, `${name} is given twice.`, argument, String(index), 'name'),
    ];
  });
}

const bad = (wrong: boolean, message: string, ...path: string[]): readonly UserError[] =>
  wrong ? [{ code: 'BAD_USER_INPUT', message, path: ['input', ...path] }] : [];

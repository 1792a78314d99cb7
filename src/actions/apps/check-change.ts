import type { UserError } from '../../kit/result.ts';
import type { AppChange } from '../inputs.ts';

/** What is wrong with a change by itself; Marathon judges the rest. */
export function checkChange(change: AppChange, marathonId: string): readonly UserError[] {
  const { image, command, cpus, memMiB, diskMiB, instances, labels, env, definition } = change;
  const id: unknown = definition?.['id'];
  return [
    ...bad(image != null && image.trim() === '', 'The image is empty.', 'image'),
    ...bad(command != null && command.trim() === '', 'The command is empty.', 'command'),
    ...bad(isNegative(cpus), 'cpus must be a number from 0.', 'cpus'),
    ...bad(isNegative(memMiB), 'memMiB must be a number from 0.', 'memMiB'),
    ...bad(isNegative(diskMiB), 'diskMiB must be a number from 0.', 'diskMiB'),
    ...bad(
      isNegative(instances) || (instances != null && !Number.isInteger(instances)),
      'instances must be a whole number from 0.',
      'instances',
    ),
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

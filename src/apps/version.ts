import { isObject } from '../kit/json.ts';
import { Label, type AppDefinition, type AppVersion } from './model.ts';
import { maskText } from './secret-text.ts';
import { shownLabel } from './shown.ts';

/** The part of a stored definition that callers see. */
export function versionOf(definition: AppDefinition, version: number, current: number): AppVersion {
  const container = definition['container'];
  const docker = isObject(container) ? container['docker'] : undefined;
  const labels = definition['labels'];
  return {
    version,
    current: version === current,
    image: isObject(docker) && typeof docker['image'] === 'string' ? maskText(docker['image']) : null,
    command: typeof definition['cmd'] === 'string' ? maskText(definition['cmd']) : null,
    instances: numberOf(definition['instances']),
    cpus: numberOf(definition['cpus']),
    memMiB: numberOf(definition['mem']),
    labels: isObject(labels)
      ? Object.entries(labels)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, value]) => shownLabel(new Label(name, String(value))))
      : [],
  };
}

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

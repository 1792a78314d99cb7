import type { JsonObject } from '../web.ts';
import { flagIn, objectsIn, textIn } from './body.ts';
import type { Era } from './era.ts';

/** A job's container as it is told: what was not sent has its default, or is left out where that says nothing. */
export function containerOf(sent: JsonObject, era: Era): JsonObject {
  return {
    // The older one knows no other type, and says it in its own way.
    type: era.networks ? textIn(sent, 'type', 'DOCKER').toUpperCase() : 'docker',
    image: textIn(sent, 'image'),
    network: textIn(sent, 'network', 'HOST'),
    ...(era.networks && {
      ...optional(sent, 'networkName'),
      networkInfos: objectsIn(sent, 'networkInfos').map(networkOf),
    }),
    volumes: objectsIn(sent, 'volumes').map((volume) => ({
      ...optional(volume, 'hostPath'),
      containerPath: textIn(volume, 'containerPath'),
      ...(volume['mode'] !== undefined && { mode: textIn(volume, 'mode').toUpperCase() }),
    })),
    forcePullImage: flagIn(sent, 'forcePullImage'),
    parameters: objectsIn(sent, 'parameters').map(pairOf),
  };
}

const networkOf = (sent: JsonObject): JsonObject => ({
  name: textIn(sent, 'name'),
  ...optional(sent, 'protocol'),
  labels: objectsIn(sent, 'labels').map(pairOf),
  portMappings: objectsIn(sent, 'portMappings').map((port) => ({
    hostPort: textIn(port, 'hostPort'),
    containerPort: textIn(port, 'containerPort'),
    ...optional(port, 'protocol'),
  })),
});

const pairOf = (sent: JsonObject): JsonObject => ({ key: textIn(sent, 'key'), value: textIn(sent, 'value') });

const optional = (sent: JsonObject, key: string): JsonObject => (typeof sent[key] === 'string' ? { [key]: textIn(sent, key) } : {});

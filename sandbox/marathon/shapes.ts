import { z } from 'zod';

const port = z.number().int().min(0).max(65_535);
const labels = z.record(z.string(), z.string());
const count = z.number().int().min(0);
const fraction = z.number().min(0, 'is less than 0').max(1, 'is greater than 1');

const Protocol = z.enum(['tcp', 'udp', 'udp,tcp']);

export const PortDefinition = z.object({
  port,
  name: z.string().optional(),
  protocol: Protocol.default('tcp'),
  labels: labels.default({}),
});

export const PortMapping = z.object({
  containerPort: port.default(0),
  hostPort: port.optional(),
  servicePort: port.default(0),
  name: z.string().optional(),
  protocol: Protocol.default('tcp'),
  labels: labels.default({}),
});

const Volume = z.object({
  containerPath: z.string(),
  hostPath: z.string().optional(),
  mode: z.enum(['RO', 'RW']).default('RW'),
});

/** `network` and `portMappings` inside docker are the way of 1.4 and before; they are taken and moved. */
export const Docker = z.object({
  image: z.string().min(1),
  network: z.enum(['HOST', 'BRIDGE', 'USER', 'NONE']).nullish(),
  portMappings: z.array(PortMapping).nullish(),
  privileged: z.boolean().default(false),
  parameters: z.array(z.object({ key: z.string(), value: z.string() })).default([]),
  forcePullImage: z.boolean().default(false),
});

export const Container = z.object({
  type: z.enum(['DOCKER', 'MESOS']).default('DOCKER'),
  docker: Docker.nullish(),
  volumes: z.array(Volume).default([]),
  portMappings: z.array(PortMapping).nullish(),
});

export const Network = z.object({
  mode: z.enum(['host', 'container/bridge', 'container']).default('container'),
  name: z.string().optional(),
  labels: labels.optional(),
});

export const HealthCheck = z.object({
  protocol: z.enum(['HTTP', 'HTTPS', 'TCP', 'COMMAND', 'MESOS_HTTP', 'MESOS_HTTPS', 'MESOS_TCP']).default('HTTP'),
  path: z.string().optional(),
  portIndex: count.optional(),
  port: port.optional(),
  command: z.object({ value: z.string() }).optional(),
  gracePeriodSeconds: z.number().min(0).default(300),
  intervalSeconds: z.number().min(0).default(60),
  timeoutSeconds: z.number().min(0).default(20),
  maxConsecutiveFailures: count.default(3),
  delaySeconds: z.number().min(0).default(15),
  ignoreHttp1xx: z.boolean().default(false),
});

export const ReadinessCheck = z.object({
  name: z.string().default('readinessCheck'),
  protocol: z.enum(['HTTP', 'HTTPS']).default('HTTP'),
  path: z.string().default('/'),
  portName: z.string().default('http-api'),
  intervalSeconds: z.number().positive().default(30),
  timeoutSeconds: z.number().positive().default(10),
  httpStatusCodesForReady: z.array(z.number().int()).default([200]),
  preserveLastResponse: z.boolean().default(false),
});

const Unreachable = z.union([
  z.literal('disabled'),
  z.object({ inactiveAfterSeconds: count.default(0), expungeAfterSeconds: count.default(0) }),
]);

const Fetch = z.object({
  uri: z.string(),
  executable: z.boolean().default(false),
  extract: z.boolean().default(true),
  cache: z.boolean().default(false),
  destPath: z.string().optional(),
});

const PathId = /^\/?((\.\.|\.|[a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])($|\/))*$/;

/** What a caller may send as an app. Unknown keys are left out, null means absent, as Marathon reads it. */
export const AppShape = z.object({
  id: z.string(),
  cmd: z.string().min(1, 'must not be empty').optional(),
  args: z.array(z.string()).optional(),
  user: z.string().optional(),
  env: z.record(z.string(), z.union([z.string(), z.object({ secret: z.string() })])).default({}),
  instances: count.default(1),
  cpus: z.number().positive('must be greater than 0').default(1),
  mem: z.number().min(0).default(128),
  disk: z.number().min(0).default(0),
  gpus: count.default(0),
  executor: z.string().default(''),
  constraints: z.array(z.array(z.string()).min(2).max(3)).default([]),
  fetch: z.array(Fetch).default([]),
  uris: z.array(z.string()).optional(),
  container: Container.optional(),
  networks: z.array(Network).optional(),
  ipAddress: z.looseObject({ networkName: z.string().optional() }).optional(),
  ports: z.array(port).optional(),
  portDefinitions: z.array(PortDefinition).optional(),
  requirePorts: z.boolean().default(false),
  backoffSeconds: z.number().min(0).default(1),
  backoffFactor: z.number().min(1).default(1.15),
  maxLaunchDelaySeconds: z.number().min(0).default(3600),
  healthChecks: z.array(HealthCheck).default([]),
  readinessChecks: z.array(ReadinessCheck).max(1).default([]),
  dependencies: z.array(z.string()).default([]),
  upgradeStrategy: z
    .object({
      minimumHealthCapacity: fraction.default(1),
      maximumOverCapacity: fraction.default(1),
    })
    .default({ minimumHealthCapacity: 1, maximumOverCapacity: 1 }),
  labels: labels.default({}),
  acceptedResourceRoles: z.array(z.string()).optional(),
  unreachableStrategy: Unreachable.default({ inactiveAfterSeconds: 0, expungeAfterSeconds: 0 }),
  killSelection: z.enum(['YOUNGEST_FIRST', 'OLDEST_FIRST']).default('YOUNGEST_FIRST'),
  taskKillGracePeriodSeconds: z.number().min(0).optional(),
  secrets: z.record(z.string(), z.object({ source: z.string() })).optional(),
  tty: z.boolean().optional(),
});

export const isPath = (id: string): boolean => PathId.test(id);

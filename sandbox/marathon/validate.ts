import { type z } from 'zod';
import { isObject, wire, type Json, type JsonObject } from '../web.ts';
import { Refusal } from './refusal.ts';
import { AppShape, isPath, type Container, type HealthCheck as Check, type PortDefinition, type PortMapping } from './shapes.ts';

export type HealthCheck = z.infer<typeof Check>;
type Shape = z.infer<typeof AppShape>;
type Mapping = z.infer<typeof PortMapping>;
type HostPort = z.infer<typeof PortDefinition>;
type Box = Omit<z.infer<typeof Container>, 'docker' | 'portMappings'> & {
  docker?: {
    image: string;
    privileged: boolean;
    parameters: { key: string; value: string }[];
    forcePullImage: boolean;
  };
  portMappings?: Mapping[];
};

/** An app as it is kept: the shape of 1.5, whatever shape it was sent in. */
export type Definition = Omit<Shape, 'uris' | 'ports' | 'ipAddress' | 'container' | 'networks' | 'portDefinitions'> & {
  container?: Box;
  networks: { mode: 'host' | 'container/bridge' | 'container'; name?: string | undefined }[];
  portDefinitions: HostPort[];
  version: string;
  versionInfo: { lastScalingAt: string; lastConfigChangeAt: string };
};

export type Draft = Omit<Definition, 'version' | 'versionInfo'>;

/** Reads one app. Wrong types are 400, wrong values 422, as in `MarathonExceptionMapper`. */
export function readApp(value: Json, servicePort: () => number): Draft {
  const parsed = AppShape.safeParse(withoutNulls(value), { reportInput: true });
  if (!parsed.success) throw refusalOf(parsed.error);
  const draft = normalise(parsed.data, servicePort);
  const problems = check(draft, parsed.data);
  if (problems.length > 0) throw invalid(problems);
  return draft;
}

/** What a partial update means: the keys that were sent replace those that are there. */
export function merge(current: Draft, patch: JsonObject): JsonObject {
  const { version: _, versionInfo: __, ...kept } = wire(current);
  const merged: JsonObject = { ...kept, ...patch };
  if ('cmd' in patch && patch['cmd'] !== null && !('args' in patch)) delete merged['args'];
  if ('args' in patch && patch['args'] !== null && !('cmd' in patch)) delete merged['cmd'];
  if ('ports' in patch) delete merged['portDefinitions'];
  if ('uris' in patch && !('fetch' in patch)) delete merged['fetch'];
  if ('ipAddress' in patch && !('networks' in patch)) delete merged['networks'];
  if ('container' in patch && isObject(patch['container']) && isObject(patch['container']['docker'])) {
    if ('network' in patch['container']['docker'] && !('networks' in patch)) delete merged['networks'];
  }
  return merged;
}

function normalise(shape: Shape, servicePort: () => number): Draft {
  const { uris, ports, ipAddress: _, container, networks: __, portDefinitions, ...rest } = shape;
  const networks = networksOf(shape);
  const host = networks.some(({ mode }) => mode === 'host');
  const listed = portDefinitions ?? ports?.map((port) => ({ port, protocol: 'tcp' as const, labels: {} }));
  const definitions = host ? (listed ?? [{ port: 0, name: 'default', protocol: 'tcp' as const, labels: {} }]) : [];
  const box = container && boxOf(container, host, servicePort);
  return {
    ...rest,
    id: shape.id.startsWith('/') ? shape.id : `/${shape.id}`,
    fetch: shape.fetch.length > 0 ? shape.fetch : (uris ?? []).map(artifact),
    networks,
    portDefinitions: definitions.map((each) => ({ ...each, port: each.port || servicePort() })),
    ...(box && { container: box }),
  };
}

function networksOf({ networks, ipAddress, container }: Shape): Definition['networks'] {
  if (networks && networks.length > 0) return networks.map(({ mode, name }) => ({ mode, ...(name && { name }) }));
  const old = container?.docker?.network;
  if (old === 'BRIDGE') return [{ mode: 'container/bridge' }];
  if (old === 'USER' || ipAddress) return [{ mode: 'container', name: ipAddress?.networkName ?? 'default' }];
  return [{ mode: 'host' }];
}

function boxOf(container: z.infer<typeof Container>, host: boolean, servicePort: () => number): Box {
  const { docker, portMappings, ...rest } = container;
  const mappings = portMappings ?? docker?.portMappings ?? [];
  const mapped = mappings.map((each) => ({
    ...each,
    servicePort: each.servicePort || servicePort(),
  }));
  return {
    ...rest,
    ...(docker && {
      docker: {
        image: docker.image,
        privileged: docker.privileged,
        parameters: docker.parameters,
        forcePullImage: docker.forcePullImage,
      },
    }),
    ...(!host && { portMappings: mapped }),
  };
}

function artifact(uri: string): Definition['fetch'][number] {
  return { uri, executable: false, extract: true, cache: false };
}

function check(draft: Draft, sent: Shape): Problem[] {
  const problems: Problem[] = [];
  if (!isPath(draft.id) || draft.id === '/') {
    problems.push({ path: '/id', errors: ['must fully match regular expression'] });
  }
  if (!draft.cmd && !draft.args && !draft.container?.docker) {
    problems.push({
      path: '/',
      errors: ["AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'."],
    });
  }
  if (sent.cmd && sent.args) {
    problems.push({
      path: '/',
      errors: ["AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'."],
    });
  }
  for (const [, operator, value = ''] of draft.constraints) {
    if (operator?.endsWith('LIKE') && !isPattern(value)) {
      problems.push({
        path: '/constraints',
        errors: [`'${value}' is not a valid regular expression`],
      });
    }
  }
  return problems;
}

function isPattern(value: string): boolean {
  try {
    return new RegExp(value).source !== '';
  } catch {
    return false;
  }
}

export interface Problem {
  readonly path: string;
  readonly errors: readonly string[];
}

export function invalid(details: readonly Problem[]): Refusal {
  return new Refusal(422, 'Object is not valid', {
    details: details.map(({ path, errors }) => ({ path, errors })),
  });
}

function refusalOf(error: z.ZodError): Refusal {
  const at = (path: readonly PropertyKey[]) => `/${path.map(String).join('/')}`;
  const wrongTypes = error.issues.filter((issue) => issue.code === 'invalid_type' || issue.code === 'invalid_union');
  if (wrongTypes.length === 0) {
    return invalid(error.issues.map((issue) => ({ path: at(issue.path), errors: [issue.message] })));
  }
  const details = wrongTypes.map((issue) => ({ path: at(issue.path), errors: [expected(issue)] }));
  return new Refusal(400, 'Invalid JSON', { details });
}

function expected(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_type') return 'error.expected.jsvalue';
  if (issue.input === undefined) return 'error.path.missing';
  const names: Record<string, string> = {
    string: 'jsstring',
    number: 'jsnumber',
    int: 'jsnumber',
    array: 'jsarray',
    boolean: 'jsboolean',
  };
  return `error.expected.${names[issue.expected] ?? 'jsobject'}`;
}

function withoutNulls(value: Json): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null));
}

import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differences, fixture, present } from './fixtures.ts';
import { sleeper, startSandbox, until, type Sandbox, type Tap } from './start.ts';

/*
 * Answers beside the examples that Marathon and Docker publish. Each way in which they differ has its
 * reason here; a difference without a reason fails, and so does a reason that no longer explains any.
 */
type Reason = readonly [RegExp, string];

/** From 1.5 on. */
const later: readonly Reason[] = [
  [/(acceptedResourceRoles|args|container|dependencies|fetch|healthChecks|user): absent/, 'absent instead of null or empty since 1.5'],
  [/(ports|uris): absent/, 'replaced by portDefinitions and fetch'],
  [
    /(gpus|killSelection|networks|portDefinitions|unreachableStrategy): extra/,
    'the example is older than 1.5 (AppDefinition.json has them)',
  ],
  [/(cmd|env|executor|labels|maxLaunchDelaySeconds|versionInfo|maximumOverCapacity): extra/, 'left out of the example by hand'],
  [/\.(env|labels)\./, 'names chosen by the example'],
  [/(ipAddresses|localVolumes|servicePorts|state|message): extra/, 'always sent by the code (task.raml, Formats.scala)'],
  [/mesos_role/, 'no role is set'],
  [/lastUnusedOffers\[\]\.offer\.(attributes|resources)/, 'a resource has one of scalar, ranges and set; the example shows all'],
  [/lastUsedOfferAt: absent/, 'no offer was used yet'],
  [/pods: extra/, 'groups have pods since 1.4'],
  [/currentStep\.actions|plan\.steps\[\]\./, 'steps have actions, and actions are named by `action` since 1.3'],
  [/^plan: extra/, 'sent by the code since 0.8'],
  [/callbackUrl: absent|clientIp: absent|remoteAddress: extra/, 'the documentation shows another event; the code sends remoteAddress'],
  [/^healthCheck: absent/, 'shown in the documentation, not sent by the code'],
  [/^version: extra/, 'sent by the code (add_health_check_event)'],
  [/^healthCheck\./, 'defaults that the example leaves out'],
];

const reasons: Readonly<Record<string, readonly Reason[]>> = {
  '1.1': [
    [/\.(env|labels)\./, 'names chosen by the example'],
    [/(fetch|ipAddress|portDefinitions|readinessChecks|residency): extra/, 'came between 0.11 and 1.1 and are missing in the example only'],
    [
      /(acceptedResourceRoles|args|cmd|env|executor|labels|user|maxLaunchDelaySeconds|versionInfo|maximumOverCapacity): extra/,
      'left out of the example by hand',
    ],
    [/(app|apps\[\])\.(cmd|container|user): /, 'another app than in the example'],
    [/appDefinition\.args|apps\[\]\.args/, 'null in code, [] in the documentation'],
    [/ipAddresses: extra|servicePorts: extra|message: extra/, 'always sent by the code (Formats.scala)'],
    [/slaveId: null/, 'null only for tasks of a very old state'],
    [/event_subscriber|assets_path|marathon_store_timeout|mesos_leader_ui_url/, 'settings of the example'],
    [/plan\.steps\[\]\./, 'the code writes steps with actions'],
    [/^plan: extra/, 'sent by the code since 0.8'],
    [/^healthCheck: absent/, 'shown in the documentation, not sent by the code'],
    [/^version: extra|ignoreHttp1xx: extra/, 'sent by the code (add_health_check_event)'],
  ],
  '1.5': [...later, [/slaveId: null/, 'null only for tasks of a very old state']],
  '1.9': [
    ...later,
    [/(app|apps\[\]|appDefinition)\.role: extra/, 'the examples are older than roles (app.raml has them)'],
    [/(agentId|host): string → null/, 'an instance that is not placed yet has none (Formats.scala)'],
    [/^reason: extra/, 'sent by the code since 1.6'],
    [
      /(access_control_allow_origin|default_network_name|env_vars_prefix|webui_url): absent/,
      'a setting that is not made is absent (info.raml)',
    ],
  ],
};

describe.skipIf(!present).each(['1.1', '1.5', '1.9'])('answers of Marathon %s beside their examples', (version) => {
  const folder = { '1.1': 'marathon/1.1.0', '1.5': 'marathon/1.5', '1.9': 'marathon/1.11-head' }[version];
  const used = new Set<RegExp>();
  let sandbox: Sandbox;
  let tap: Tap;

  beforeAll(async () => {
    sandbox = await startSandbox({ version, minDelayMs: 5, maxDelayMs: 60 });
    tap = await sandbox.listen();
    await sandbox.ask(
      'POST',
      '/v2/apps',
      sleeper('/foo', {
        env: { A: '1' },
        constraints: [['hostname', 'UNIQUE', '']],
        portDefinitions: [{ port: 0 }],
      }),
    );
    await sandbox.settled('/foo');
  });
  afterAll(() => sandbox.stop());

  function unexplained(example: unknown, answer: unknown): string[] {
    return differences(example, answer).filter((difference) => {
      const why = reasons[version]?.find(([form]) => form.test(difference));
      if (why) used.add(why[0]);
      return !why;
    });
  }

  it.each([
    ['app_list', '/v2/apps'],
    ['app_tasks', '/v2/apps/foo/tasks'],
    ['tasks', '/v2/tasks'],
    ['info', '/v2/info'],
  ])('%s', async (name, path) => {
    const { body } = await sandbox.get(path);
    expect(unexplained(fixture(`${folder}/examples/${name}.json`), body)).toEqual([]);
  });

  it('deployments, their results, the queue and groups', async () => {
    const { body } = await sandbox.ask('PUT', '/v2/apps/foo', { cpus: 1_000 });
    expect(unexplained(fixture(`${folder}/examples/deployments_result.json`), body)).toEqual([]);
    const item = await until('the queue', async () => (await sandbox.get('/v2/queue?embed=lastUnusedOffers')).body.queue[0]);
    expect(unexplained(fixture(`${folder}/examples/queue.json`).queue[1], item)).toEqual([]);
    expect(unexplained(fixture(`${folder}/examples/deployments.json`), (await sandbox.get('/v2/deployments')).body)).toEqual([]);
    const [group] = fixture(`${folder}/examples/group.json`).groups;
    expect(unexplained(group, (await sandbox.get('/v2/groups')).body)).toEqual([]);
    await sandbox.ask('DELETE', '/v2/apps/foo');
  });

  it('every event that the sandbox sends', async () => {
    const check = {
      protocol: 'HTTP',
      path: '/health',
      portIndex: 0,
      gracePeriodSeconds: 5,
      intervalSeconds: 0.1,
      timeoutSeconds: 10,
      maxConsecutiveFailures: 2,
    };
    await sandbox.ask('POST', '/v2/apps', {
      id: '/web',
      cmd: 'serve',
      cpus: 0.1,
      mem: 32,
      healthChecks: [check],
    });
    const app = await sandbox.settled('/web');
    await sandbox.control('POST', '/sick', { taskId: app.tasks[0].id });
    await tap.next(version === '1.1' ? 'unhealthy_task_kill_event' : 'unhealthy_instance_kill_event');
    await sandbox.ask('PUT', '/v2/apps/web', { cpus: 1_000 });
    await sandbox.ask('DELETE', '/v2/apps/web');
    (await sandbox.listen()).close();
    await tap.next('event_stream_detached');
    await until('the end', async () => ((await sandbox.get('/v2/deployments')).body.length === 0 ? true : undefined));
    const types = new Set(tap.types());
    const missing = version === '1.1' ? ['event_stream_attached', 'event_stream_detached', 'app_terminated_event'] : [];
    const strange = [...types]
      .filter((type) => !missing.includes(type))
      .map((type) => {
        const one = tap.events.find((event) => event.type === type);
        return [type, unexplained(fixture(`${folder}/events/${type}.json`), one?.data)];
      });
    expect(strange.filter(([, list]) => list?.length !== 0)).toEqual([]);
    expect(types.size).toBeGreaterThanOrEqual(version === '1.1' ? 14 : 17);
  });

  it('has no reason that explains nothing', () => {
    expect(reasons[version]?.filter(([form]) => !used.has(form)).map(([, why]) => why)).toEqual([]);
  });
});

describe.skipIf(!present)('answers of 1.5 beside its schema', () => {
  const types: Record<string, string> = { integer: 'number' };

  it('an app with everything has no key and no type that the schema does not know', async () => {
    const sandbox = await startSandbox();
    const docker = { image: 'x', network: 'BRIDGE', portMappings: [{ containerPort: 80 }] };
    const all = {
      container: { docker, volumes: [{ containerPath: '/a', hostPath: '/b' }] },
      env: { A: '1', B: { secret: 's' } },
      secrets: { s: { source: '/x' } },
      user: 'me',
      dependencies: ['/x'],
      uris: ['http://x/y.tgz'],
      healthChecks: [{}],
      readinessChecks: [{}],
      constraints: [['hostname', 'UNIQUE']],
      acceptedResourceRoles: ['*'],
      taskKillGracePeriodSeconds: 3,
    };
    await sandbox.ask('POST', '/v2/apps', sleeper('/all', { ...all, instances: 0 }));
    const { app } = (await sandbox.get('/v2/apps/all')).body;
    const { properties } = fixture('marathon/1.5/schema/AppDefinition.json');
    const added = ['tasksStaged', 'tasksRunning', 'tasksHealthy', 'tasksUnhealthy', 'deployments', 'tasks'];
    const wrong = Object.entries(app).filter(([key, value]) => {
      const { type } = properties[key] ?? {};
      const kind = Array.isArray(value) ? 'array' : typeof value;
      return !added.includes(key) && !(key in properties && (type === undefined || (types[type] ?? type) === kind));
    });
    expect(wrong).toEqual([]);
    expect(Object.keys(app)).toEqual(expect.arrayContaining(Object.keys(all).filter((key) => key !== 'uris')));
    await sandbox.stop();
  });
});

describe.skipIf(!present)('answers of Mesos and Docker beside their examples', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox();
    await sandbox.ask('POST', '/v2/apps', {
      id: '/web',
      cmd: 'serve',
      cpus: 0.1,
      mem: 32,
      portDefinitions: [{ port: 0 }],
    });
    await sandbox.settled('/web');
  });
  afterAll(() => sandbox.stop());

  const lost = (example: unknown, answer: unknown) => differences(example, answer).filter((each) => !each.endsWith(': extra'));

  it('agents and tasks', async () => {
    const { body } = await sandbox.get(`${sandbox.places.mesos.url}/master/state`);
    const example = fixture('mesos-dns/mesos-state-fake.json');
    expect(lost(example.slaves[0], body.slaves[0])).toEqual(['attributes.host: absent']);
    const [task] = body.frameworks[0].tasks;
    expect(lost(example.frameworks[0].tasks[0], task)).toEqual([
      'statuses[].container_status.container_id: absent',
      'statuses[].container_status.network_infos[].name: absent',
    ]);
  });

  it('containers: the list, one of them, its figures and its processes', async () => {
    const { body } = await sandbox.get(`${sandbox.places.mesos.url}/slaves`);
    const { tasks } = (await sandbox.get('/v2/apps/web')).body.app;
    const { pid } = body.slaves.find(({ hostname }: { hostname: string }) => hostname === tasks[0].host);
    const { hostname: host, port } = new URL(sandbox.places.docker.template.replace('{ip}', /@(.*):/.exec(pid)?.[1] ?? ''));
    const docker = new Docker({ protocol: 'http', host, port: Number(port) });
    const [row] = await docker.listContainers({ size: true });
    const own = /Labels\.com|Networks\.(bridge|acme)/;
    expect(lost(fixture('docker/container-list.json'), [row]).filter((each) => !own.test(each))).toEqual([
      '[].Mounts[].Driver: absent',
      '[].Mounts[].Name: absent',
    ]);
    const container = docker.getContainer(row?.Id ?? '');
    const optional =
      /^HostConfig\.|^State\.Health|^Config\.(Healthcheck|Labels|StopSignal|StopTimeout|MacAddress|NetworkDisabled|Volumes)|^Mounts|Networks\.(bridge|acme)|^ExecIDs/;
    expect(lost(fixture('docker/container-inspect.json'), await container.inspect()).filter((each) => !optional.test(each))).toEqual([]);
    const stats = lost(fixture('docker/container-stats.json'), await container.stats({ stream: false }));
    expect(stats.filter((each) => !/^memory_stats\.stats\.|^networks\.eth5/.test(each))).toEqual([]);
    expect(lost(fixture('docker/container-top.json'), await container.top())).toEqual([]);
  });
});

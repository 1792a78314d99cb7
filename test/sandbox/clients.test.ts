import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sleeper, startSandbox, until, type Sandbox } from './start.ts';
import { freePort } from '../support/free-port.ts';

const prometheus = 'prometheus';
const installed = spawnSync(prometheus, ['--version']).status === 0;
// On a laptop without it this part is skipped by name; in CI its absence is a failure.
const skip = !installed && process.env['CI'] !== 'true';

describe('programs that others wrote', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox();
    await sandbox.ask(
      'POST',
      '/v2/apps',
      sleeper('/shop/web', {
        instances: 3,
        portDefinitions: [{ port: 0, name: 'http', labels: { metrics: 'yes' } }],
        labels: { owner: 'me', 'sandbox.simulated': 'true' },
      }),
    );
    await sandbox.ask(
      'POST',
      '/v2/apps',
      sleeper('/shop/net', {
        networks: [{ mode: 'container', name: 'acme' }],
        container: {
          docker: { image: 'shop/net:1' },
          portMappings: [{ containerPort: 8080, name: 'http' }],
        },
      }),
    );
    await sandbox.settled('/shop/web');
    await sandbox.settled('/shop/net');
  });
  afterAll(() => sandbox.stop());

  it('marathon-event-bus-client receives the events it subscribes to', async () => {
    const Client = createRequire(import.meta.url)('marathon-event-bus-client');
    const { hostname, port } = new URL(sandbox.url);
    const seen: { name: string; data: { appId?: string } }[] = [];
    const handler = (name: string, data: { appId?: string }) => void seen.push({ name, data });
    const eventTypes = ['event_stream_attached', 'status_update_event', 'deployment_success', 'instance_changed_event'];
    const handlers = Object.fromEntries(eventTypes.map((type) => [type, handler]));
    const client = new Client({ marathonHost: hostname, marathonPort: port, eventTypes, handlers });
    client.on('error', () => {});
    client.subscribe();
    await until('being subscribed', () => seen.some(({ name }) => name === 'event_stream_attached') || undefined);
    await sandbox.ask('POST', '/v2/apps', sleeper('/heard'));
    await until('the end of the deployment', () => seen.some(({ name }) => name === 'deployment_success') || undefined);
    expect(seen.filter(({ data }) => data.appId === '/heard').map(({ name }) => name)).toEqual([
      'status_update_event',
      'status_update_event',
    ]);
    client.unsubscribe();
  });

  // Neither can be run here: what they are known to send is sent, and what they build on is looked at.
  it('marathon-lb finds in one list where each task is, and whether it is well', async () => {
    const { status, body } = await sandbox.get('/v2/apps?embed=apps.tasks');
    expect(status).toBe(200);
    const [web] = body.apps.filter(({ id }: { id: string }) => id === '/shop/web');
    expect(web).toMatchObject({ labels: { owner: 'me' }, portDefinitions: [{ name: 'http' }], tasksRunning: 3, deployments: [] });
    for (const { id, host, ports, appId, startedAt } of web.tasks) {
      expect([typeof id, typeof host, appId, typeof ports[0], Number.isNaN(Date.parse(startedAt))]).toEqual([
        ...['string', 'string', '/shop/web', 'number'],
        false,
      ]);
    }
  });

  it.each([
    ['GET', '/v2/apps?embed=apps.counts&embed=apps.deployments&label=owner==me', 200],
    ['GET', '/v2/apps/shop/web?embed=app.taskStats', 200],
    ['GET', '/v2/apps/shop/none', 404],
    ['GET', '/v2/apps/shop/web/versions', 200],
    ['GET', '/v2/apps/shop/web/tasks', 200],
    ['GET', '/v2/tasks?status=running', 200],
    ['GET', '/v2/groups', 200],
    ['GET', '/v2/groups/shop', 200],
    ['GET', '/v2/deployments', 200],
    ['GET', '/v2/queue', 200],
    ['DELETE', '/v2/queue/shop/web/delay', 404],
    ['GET', '/v2/info', 200],
    ['GET', '/v2/leader', 200],
    ['GET', '/ping', 200],
    ['PUT', '/v2/apps/shop/web?force=true', 200, { labels: { owner: 'me', 'sandbox.simulated': 'true' } }],
    ['POST', '/v2/apps/shop/web/restart?force=true', 200, {}],
    ['DELETE', '/v2/apps/shop/web/tasks?scale=false', 200],
    ['POST', '/v2/tasks/delete?scale=false', 200, { ids: [] }],
    ['DELETE', '/v2/deployments/none', 404],
    ['DELETE', '/v2/apps/shop/none', 404],
  ] as const)('go-marathon asks %s %s, and is answered %i with an object or a list', async (method, path, status, body?: object) => {
    const answer = await sandbox.ask(method, path, body);
    expect(answer.status).toBe(status);
    if (status === 404) expect(answer.body).toEqual({ message: expect.any(String) });
    else if (path !== '/ping') expect(typeof answer.body).toBe('object');
    await sandbox.settled('/shop/web');
  });

  it.skipIf(skip)('Prometheus discovers every task with its address and labels', async () => {
    expect(installed, 'prometheus must be installed in CI').toBe(true);
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-prometheus-'));
    const port = await freePort();
    const config = join(folder, 'p.yml');
    writeFileSync(
      config,
      JSON.stringify({
        global: { scrape_interval: '1h' },
        scrape_configs: [
          {
            job_name: 'marathon',
            marathon_sd_configs: [{ servers: [sandbox.url], refresh_interval: '1s' }],
          },
        ],
      }),
    );
    const args = [
      `--config.file=${config}`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ];
    const child = spawn(prometheus, args, { stdio: 'ignore' });
    try {
      type Target = { discoveredLabels: Record<string, string> };
      const targets = await until(
        'four targets',
        async () => {
          const answer = await fetch(`http://127.0.0.1:${port}/api/v1/targets`).catch(() => undefined);
          const text = answer?.ok ? await answer.text() : '{"data":{"activeTargets":[]}}';
          const { data } = JSON.parse(text);
          const list: Target[] = data.activeTargets;
          const mine = list
            .map(({ discoveredLabels }) => discoveredLabels)
            .filter((labels) => labels['__meta_marathon_app']?.startsWith('/shop'));
          return mine.length === 4 ? mine : undefined;
        },
        25_000,
      );
      const { tasks } = (await sandbox.get('/v2/apps/shop/web')).body.app;
      const web = targets.filter((labels) => labels['__meta_marathon_app'] === '/shop/web');
      expect(web.map((labels) => labels['__address__']).toSorted()).toEqual(
        tasks.map((task: { host: string; ports: number[] }) => `${task.host}:${task.ports[0]}`).toSorted(),
      );
      expect(web[0]).toMatchObject({
        __meta_marathon_app_label_owner: 'me',
        __meta_marathon_port_definition_label_metrics: 'yes',
      });
      const net = targets.find((labels) => labels['__meta_marathon_app'] === '/shop/net');
      const [task] = (await sandbox.get('/v2/apps/shop/net')).body.app.tasks;
      expect(net?.['__address__']).toBe(`${task.ipAddresses[0].ipAddress}:8080`);
      expect(net?.['__meta_marathon_image']).toBe('shop/net:1');
    } finally {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

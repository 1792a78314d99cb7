import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chronosDefaults } from '../../src/chronos-settings.ts';
import type { Config } from '../../src/config.ts';
import { Secret } from '../../src/kit/secret.ts';
import {
  DatasourcesDocument,
  EventsDocument,
  RemoveScheduleDocument,
  SetControllerModeDocument,
  SetScheduleDocument,
  WhySizeDocument,
  type ScheduleInput,
} from '../generated/operations.ts';
import { nodesOf } from '../support/ask.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';
import { keptLog, startCanopy, startSandboxProcess, until, type Running, type SandboxProcess } from '../support/canopy.ts';
import { chronosAt } from '../support/chronos.ts';
import { freePort } from '../support/free-port.ts';
import { mariadbInstalled, startMariadb, type Mariadb } from '../support/mariadb.ts';
import { mutate } from '../support/mutate.ts';
import { appOfTwo } from '../support/sized.ts';

const [TOKEN, OTHER] = ['a-token-of-this-test-0123456789abcdef', 'another-token-of-this-test-0123456789'];
const SCHEDULED = 60_000;

/** Connects the Chronos of the sandbox. */
const connected = (config: Config, { ready }: SandboxProcess, over: Partial<NonNullable<Config['chronos']>> = {}): Config => ({
  ...config,
  chronos: {
    ...chronosDefaults({ urls: [ready.chronos?.url ?? ''], hookTokens: [TOKEN, OTHER] }),
    ...{ everyMs: 300, timeoutMs: 2_000, ...over },
  },
});

/** What the tests ask of one Canopy and the Chronos that it has. */
function house(running: () => Running) {
  const chronos = () => chronosAt([running().sandbox.ready.chronos?.url ?? '']);
  const signal = new AbortController().signal;
  const jobs = async () => (await chronos().jobs(signal)).value.items;
  const simulated = () => appOfTwo(running()).app;
  const given = (over: Partial<ScheduleInput> = {}): ScheduleInput => ({
    ...{ name: 'night', recurrence: '0 22 * * *', zone: 'Asia/Shanghai', durationSeconds: 3_600, exact: 5, ...over },
  });
  const set = (app: string, over: Partial<ScheduleInput> = {}, on: object = { app, cluster: 'sandbox' }) =>
    mutate(running().ask, SetScheduleDocument, { ...on, executor: 'CHRONOS', schedule: given(over) });
  return {
    ...{ chronos, jobs, simulated, given, set },
    own: async () => (await jobs()).filter(({ name }) => name.startsWith('canopy-')),
    remove: (id: string) => mutate(running().ask, RemoveScheduleDocument, { id }),
    act: () => mutate(running().ask, SetControllerModeDocument, { controller: 'CHRONOS', mode: 'ACT' }),
    size: (app: string) => running().canopy.graph.clusters.get('sandbox')?.slots.get(app)?.app.instances,
    plansOf: async (id: string) => ((await running().ask(WhySizeDocument, { id })).data?.why ?? []).map((each) => each?.plan),
    fired: async () =>
      nodesOf((await running().ask(EventsDocument, { filter: { kinds: ['SCALING_SCHEDULE_FIRED'] }, last: 50 })).data.events),
    standing: async () => (await running().ask(DatasourcesDocument)).data?.platform?.datasources?.find((each) => each?.kind === 'chronos'),
    /** Writes that Chronos was sent, of that kind. */
    writes: async (kind: string) => (await running().sandbox.ledger()).writes.filter(({ kind: each }) => each === `chronos.${kind}`),
    hook: async (path: string, method = 'POST') => {
      const answer = await fetch(`${running().url}/hooks/chronos/${path}`, { method });
      return [answer.status, await answer.text()];
    },
  };
}

describe.each(['2', '3'] as const)('schedules that a Chronos of era %s has fire', (era) => {
  let running: Running;
  let app: string;
  const { log, lines } = keptLog();
  const { set, given, remove, own, jobs, chronos, act, size, plansOf, fired, standing, writes, hook, simulated } = house(() => running);

  beforeAll(async () => {
    running = await startCanopy({
      ...{ sandbox: { chronos: era, chronosRetryMs: 50, falcon: false }, log },
      config: (config, sandbox) => connected(config, sandbox),
    });
    app = simulated();
    await chronos().putScheduled(
      { name: 'canopy-backup-1', command: 'true', schedule: 'R/2030-01-01T00:00:00Z/P1D' },
      new AbortController().signal,
    );
  }, SCHEDULED);
  afterAll(() => running.stop());

  it('are only told of until somebody lets it act; Chronos is a source like any', async () => {
    const { subject, userErrors } = await set(app);
    expect(userErrors).toEqual([]);
    await until(async () => (await plansOf(subject?.id ?? '')).some((plan) => plan?.state === 'PLANNED'));
    expect(await own()).toHaveLength(1);
    expect((await own()).map(({ name }) => name)).toEqual(['canopy-backup-1']);
    expect(await standing()).toMatchObject({ name: 'chronos:main', state: 'LIVE' });
    await act();
    await until(async () => (await own()).length === 2);
    const id = (subject?.id ?? '').replace('ScheduledScaling:', '');
    const job = (await jobs()).find(({ name }) => name === `canopy-${id}-1`);
    expect(job).toMatchObject({
      ...{ scheduleTimeZone: 'Asia/Shanghai', disabled: false, owner: null, description: expect.stringContaining('night') },
      command: `curl -fsS -m 10 -X POST '${running.url}/hooks/chronos/${TOKEN}/${id}'`,
    });
    expect(job?.schedule).toMatch(/^R\/.*T22:00:00.000\+08:00\/P1D$/);
    await remove(subject?.id ?? '');
    await until(async () => (await own()).length === 1);
  });

  it('fire when Chronos calls, once, and hold an app to its size; the job goes when it is done', async () => {
    const before = (await fired()).length;
    const at = new Date(Date.now() + 4_000).toISOString();
    const { subject, userErrors } = await set(app, { recurrence: `R1/${at}/P1D`, zone: 'UTC', durationSeconds: 6 });
    expect(userErrors).toEqual([]);
    await until(async () => (await own()).length === 2);
    await until(() => size(app) === 5, 20_000);
    await until(() => size(app) === 2, 20_000);
    const events = (await fired()).slice(before);
    expect(events.map(({ body }) => body)).toMatchObject([{ by: 'CHRONOS', outcome: 'FIRED' }]);
    await until(async () => (await own()).length === 1);
    await remove(subject?.id ?? '');
  });

  it('have their jobs put back when somebody changes, disables or deletes them; those of others are left alone', async () => {
    const { subject } = await set(app, { recurrence: '0 8,20 * * *' });
    await until(async () => (await own()).length === 3);
    const signal = new AbortController().signal;
    const [first, second] = (await own()).filter(({ name }) => name !== 'canopy-backup-1');
    const { name = '', schedule, scheduleTimeZone, description } = first ?? {};
    const same = { name, schedule: schedule ?? '', scheduleTimeZone: scheduleTimeZone ?? '', description: description ?? '' };
    const isBack = async () => {
      const now = (await own()).find((each) => each.name === name);
      return now?.command === first?.command && now?.schedule === first?.schedule && now?.disabled === false;
    };
    for (const over of [{ command: 'true' }, { command: first?.command ?? '', schedule: 'R/2031-01-01T09:00:00Z/P1D' }]) {
      await chronos().putScheduled({ ...same, ...over }, signal);
      expect(await isBack()).toBe(false);
      await until(isBack);
    }
    await chronos().putScheduled({ ...same, command: first?.command ?? '', disabled: true }, signal);
    await until(isBack);
    await chronos().deleteJob(second?.name ?? '', signal);
    await until(async () => (await own()).length === 3);
    expect((await jobs()).find((each) => each.name === 'canopy-backup-1')).toMatchObject({ command: 'true' });
    await remove(subject?.id ?? '');
    await until(async () => (await own()).length === 1);
  });

  it('are seen to once when the answer of a write is lost: it is settled by looking', async () => {
    for (const when of ['after', 'before'] as const) {
      const puts = (await writes('put')).length;
      await running.sandbox.control('/faults', { chronosLoseWrites: when });
      const { subject } = await set(app, { name: when });
      await until(async () =>
        (await plansOf(subject?.id ?? '')).some((plan) => plan?.state === 'DONE' && plan.steps[0]?.verb === 'put job'),
      );
      expect((await writes('put')).length - puts).toBe(1);
      await remove(subject?.id ?? '');
      await until(async () => (await own()).length === 1);
    }
  });

  it('hold still while Chronos does not answer', async () => {
    await running.sandbox.control('/faults', { chronosDown: 'refuse' });
    await until(async () => (await standing())?.state === 'DOWN');
    const { subject } = await set(app);
    await running.sandbox.control('/faults', { chronosDown: null });
    await until(async () => (await standing())?.state === 'LIVE');
    await until(async () => (await own()).length === 2);
    // One that cannot be read is left, with its schedule, and that is told.
    const [job] = (await own()).filter(({ name }) => name !== 'canopy-backup-1');
    await running.sandbox.control('/faults', { chronosMalformed: job?.name ?? '' });
    const told = async () =>
      ((await running.ask(WhySizeDocument, { id: 'Controller:CHRONOS' })).data?.why ?? []).map((each) => each?.reason);
    await until(async () => (await told()).some((reason) => reason?.includes(`The job ${job?.name} cannot be read`)));
    await running.sandbox.control('/faults', { chronosMalformed: null });
    await remove(subject?.id ?? '');
    await until(async () => (await own()).length === 1);
  });

  it('are called for with a token, of which two are good', async () => {
    const { subject } = await set(app, { recurrence: '0 22 * * *', durationSeconds: 1 });
    const id = (subject?.id ?? '').replace('ScheduledScaling:', '');
    expect(await hook(`${TOKEN}/${id}`)).toEqual([200, 'not due']);
    expect(await hook(`${OTHER}/${id}`, 'GET')).toEqual([200, 'not due']);
    expect(await hook(`${TOKEN}/nobody`)).toEqual([404, 'no such schedule']);
    const [status, body] = await hook(`a-token-of-nobody/${id}`);
    expect([status, String(body).includes('schedule')]).toEqual([404, false]);
    expect(size(app)).toBe(2);
    await remove(subject?.id ?? '');
  });

  it('cannot be what plain periods do not say', async () => {
    const { userErrors } = await set(app, given({ recurrence: '0 8 L * *' }));
    expect(userErrors).toMatchObject([{ code: 'BAD_USER_INPUT', path: ['input', 'schedule', 'recurrence'] }]);
  });

  it('tell nobody the token: no log, event, plan or decision', async () => {
    const events = nodesOf((await running.ask(EventsDocument, { filter: {}, last: 200 })).data.events);
    const stored = await running.canopy.store.events({ after: 0, limit: 5_000, order: 'oldest' });
    const plans = await Promise.all(
      stored.flatMap(({ body }) => (typeof body['plan'] === 'string' ? running.canopy.store.plan(body['plan']) : [])),
    );
    const text = JSON.stringify([events, stored, plans, lines]);
    expect(text).toContain('put job');
    for (const token of [TOKEN, OTHER]) expect(text).not.toContain(token);
  });
});

it('is refused where no Chronos is configured', async () => {
  const running = await startCanopy({ sandbox: { falcon: false } });
  const { set, simulated, hook } = house(() => running);
  const { userErrors } = await set(simulated());
  expect(userErrors).toMatchObject([{ code: 'BAD_USER_INPUT', path: ['input', 'executor'] }]);
  expect((await hook(`${TOKEN}/s1`))[0]).toBe(404);
  await running.stop();
});

describe.runIf(mariadbInstalled || process.env['CI'] === 'true')('two replicas with one Chronos', () => {
  let mariadb: Mariadb;
  let sandbox: SandboxProcess;
  let one: Running;
  let two: Running;
  const first = house(() => one);
  const second = house(() => two);

  beforeAll(async () => {
    [mariadb, sandbox] = await Promise.all([startMariadb(), startSandboxProcess({ chronos: '3', falcon: false })]);
    const [url, port] = [await mariadb.create(), await freePort()];
    const start = (adopt: boolean, at: number) =>
      startCanopy({
        ...{ process: sandbox, adopt },
        config: (config) => ({
          ...connected(config, sandbox, { callback: `http://127.0.0.1:${port}` }),
          server: { ...config.server, port: at },
          store: { ...config.store, url: new Secret(url) },
          audit: { ...config.audit, key: new Secret(Buffer.from(AUDIT_KEY).toString('base64')) },
        }),
      });
    one = await start(true, port);
    two = await start(false, 0);
    await until(() => two.canopy.graph.sources.every((source) => source.synced));
    await first.act();
  }, SCHEDULED);
  afterAll(async () => {
    await one?.stop();
    await two?.stop();
    await sandbox?.stop();
    await mariadb?.stop();
  });

  it(
    'fire once, whichever is called, and go on with what is there when one is gone',
    async () => {
      const app = first.simulated();
      const at = new Date(Date.now() + 3_000).toISOString();
      const { subject, userErrors } = await first.set(app, { recurrence: `R2/${at}/P1D`, zone: 'UTC', durationSeconds: 3_600 });
      expect(userErrors).toEqual([]);
      await until(async () => (await first.own()).length === 1);
      await until(() => Date.now() >= Date.parse(at));
      const id = (subject?.id ?? '').replace('ScheduledScaling:', '');
      // Chronos calls the one, and somebody the other.
      expect((await second.hook(`${TOKEN}/${id}`))[0]).toBe(200);
      await until(() => first.size(app) === 5, 20_000);
      expect(await second.fired()).toHaveLength(1);
      const puts = (await second.writes('put')).length;
      await one.stop();
      await until(async () => {
        const held = await two.canopy.store.lease('controller:chronos', 'nobody', 1);
        return held === undefined;
      }, 20_000);
      await second.chronos().deleteJob((await second.own())[0]?.name ?? '', new AbortController().signal);
      await until(async () => (await second.own()).length === 1, 20_000);
      expect((await second.writes('put')).length).toBe(puts + 1);
      expect(await second.fired()).toHaveLength(1);
      expect(second.size(app)).toBe(5);
    },
    SCHEDULED,
  );
});

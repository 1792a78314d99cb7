import type { AppDefinition, AppReading, DeploymentRecord, PendingRecord, TaskRecord } from '../../src/apps/model.ts';
import { each, type Readings } from '../../src/kit/readings.ts';
import { fields, inside, listAt, needText } from '../../src/kit/fields.ts';
import { decodeApp } from './decode-app.ts';
import { meaningsFor } from './decode-event.ts';
import { decodeDeployment, decodeGroup, decodeInfo, decodePending, decodeTasks } from './decode-rest.ts';
import { readAppAnswer } from './large-app.ts';
import { LIST_PATH, readList } from './list.ts';
import type { GroupRecord, ListedApp, ListOptions, MarathonInfo, MarathonOptions, MarathonSignal, Observed, Watch } from './model.ts';
import { appPath } from './path.ts';
import { EventWatch, eventsPath } from './stream.ts';
import { Transport } from './transport.ts';
import { MarathonWrites } from './writes.ts';

/** One Marathon cluster, versions 0.13 to 1.11. Reads go to the leader and fail over; there are no retries and no cache here. */
export class Marathon {
  readonly cluster: string;
  readonly source: string;
  readonly writes: MarathonWrites;
  readonly #transport: Transport;
  readonly #options: MarathonOptions;
  #version: string | null = null;

  constructor(options: MarathonOptions) {
    this.cluster = options.cluster;
    this.#options = options;
    this.#transport = new Transport(options);
    this.source = this.#transport.source;
    this.writes = new MarathonWrites(this.#transport, async (id, version, signal) => (await this.versionOf(id, version, signal)).value);
  }

  /** Every app with its tasks, one by one as they arrive. Iterate to the end or leave by `break`: a complete end is the only proof of a complete list. */
  async apps(signal: AbortSignal, options: ListOptions = {}): Promise<Observed<AsyncGenerator<ListedApp>>> {
    const { value, ...seen } = await this.#transport.stream(LIST_PATH, signal);
    return { ...seen, value: readList(this.cluster, this.source, value.body, options) };
  }

  /** However many tasks it has, others run while it is read. */
  async app(marathonId: string, signal: AbortSignal): Promise<Observed<AppReading | undefined>> {
    return this.#transport.findWhole(`${appPath(marathonId)}?embed=app.readiness`, signal, (answer) => readAppAnswer(this.cluster, answer));
  }

  /** The apps directly and deeper under a group. */
  async appsUnder(groupId: string, signal: AbortSignal): Promise<Observed<Readings<AppReading>>> {
    const path = groupId === '/' ? '/v2/apps/*' : `${appPath(groupId)}/*`;
    return this.#transport.read(`${path}?embed=apps.tasks&embed=apps.deployments&embed=apps.lastTaskFailure`, signal, (value) =>
      each(listAt(fields(value), '*'), '*', (app) => decodeApp(this.cluster, app)),
    );
  }

  tasks(signal: AbortSignal): Promise<Observed<Readings<{ readonly marathonId: string; readonly task: TaskRecord }>>> {
    return this.#transport.read('/v2/tasks', signal, decodeTasks);
  }

  groups(signal: AbortSignal): Promise<Observed<GroupRecord>> {
    return this.#transport.read('/v2/groups?embed=group.groups&embed=group.apps', signal, decodeGroup);
  }

  deployments(signal: AbortSignal): Promise<Observed<Readings<DeploymentRecord>>> {
    return this.#transport.read('/v2/deployments', signal, (value) =>
      each(listAt({ deployments: value }, 'deployments'), 'deployments', (deployment) => decodeDeployment(this.cluster, deployment)),
    );
  }

  queue(signal: AbortSignal): Promise<Observed<Readings<PendingRecord>>> {
    return this.#transport.read('/v2/queue', signal, (value) => each(listAt(fields(value), 'queue'), 'queue', decodePending));
  }

  async info(signal: AbortSignal): Promise<Observed<MarathonInfo>> {
    const info = await this.#transport.read('/v2/info', signal, decodeInfo);
    this.#version = info.value.version;
    return info;
  }

  /** The leader's `host:port`; undefined while there is none. */
  leader(signal: AbortSignal): Promise<Observed<string | undefined>> {
    return this.#transport.find('/v2/leader', signal, (value) => needText(fields(value), 'leader'));
  }

  /** Resolves when a Marathon answers. */
  ping(signal: AbortSignal): Promise<Observed<void>> {
    return this.#transport.reach('/ping', signal);
  }

  /** The timestamps under which earlier definitions are kept, newest first. */
  async versions(marathonId: string, signal: AbortSignal): Promise<Observed<readonly string[] | undefined>> {
    return this.#transport.find(`${appPath(marathonId)}/versions`, signal, (value) =>
      listAt(fields(value), 'versions').filter((version) => typeof version === 'string'),
    );
  }

  /** The definition as it was at a version. */
  async versionOf(marathonId: string, version: string, signal: AbortSignal): Promise<Observed<AppDefinition | undefined>> {
    return this.#transport.find(`${appPath(marathonId)}/versions/${encodeURIComponent(version)}`, signal, fields);
  }

  /** The definition as it is, with whatever Marathon shows beside it. */
  async definition(marathonId: string, signal: AbortSignal): Promise<Observed<AppDefinition | undefined>> {
    return this.#transport.find(appPath(marathonId), signal, (value) => inside('app', () => fields(fields(value)['app'])));
  }

  /**
   * Opens the event stream; `onSignal` is called at once for each signal and must not wait for anything. Rejects when no
   * stream can be opened. List only once `attached` has settled: what happens after that is on the stream.
   */
  async watch(signal: AbortSignal, onSignal: (signal: MarathonSignal) => void): Promise<Watch> {
    const { clock, silenceMs = 30_000, attachMs = 5_000 } = this.#options;
    // Tells who leads now, and by the version what a stream can be asked for and what its events mean; not known, it is asked for everything.
    await this.info(signal).catch(() => signal.throwIfAborted());
    const path = eventsPath(this.#version);
    const { base, answer } = await this.#transport.events(path, signal, silenceMs);
    return new EventWatch(answer.body, signal, {
      clock,
      attachMs,
      origin: base.origin,
      meanings: meaningsFor(this.#version),
      onSignal,
      onNotLeader: () => this.#transport.leader.notLeading(base),
      second: async (canarySignal) => (await this.#transport.events(path, canarySignal, silenceMs)).answer,
    });
  }

  close(): Promise<void> {
    return this.#transport.close();
  }
}

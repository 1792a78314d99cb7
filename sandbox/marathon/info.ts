import { withoutNulls, type JsonObject } from '../web.ts';
import type { Era } from './era.ts';
import type { State } from './state.ts';

interface Self {
  readonly hostPort: string;
  readonly leader: string | null;
  readonly elected: boolean;
  readonly mesosUrl: string;
  readonly outstanding: number;
}

/** `/v2/info`: the command line a real instance would print. */
export function infoJson(state: State, self: Self): JsonObject {
  const [hostname = '', port = '0'] = self.hostPort.split(':');
  const { era } = state;
  return {
    name: 'marathon',
    version: era.release,
    ...(era.everyChange && { buildref: 'unknown' }),
    elected: self.elected,
    leader: self.leader,
    frameworkId: state.frameworkId,
    marathon_config: known(era, {
      access_control_allow_origin: null,
      checkpoint: true,
      decline_offer_duration: 120_000,
      default_network_name: null,
      env_vars_prefix: null,
      executor: '//cmd',
      failover_timeout: 604_800,
      features: [],
      framework_name: 'marathon',
      ha: true,
      hostname,
      launch_token: 100,
      launch_token_refresh_interval: 30_000,
      leader_proxy_connection_timeout_ms: 5_000,
      leader_proxy_read_timeout_ms: 10_000,
      local_port_max: 20_000,
      local_port_min: 10_000,
      master: self.mesosUrl,
      max_instances_per_offer: 5,
      mesos_bridge_name: 'mesos-bridge',
      mesos_heartbeat_failure_threshold: 5,
      mesos_heartbeat_interval: 15_000,
      mesos_leader_ui_url: `${self.mesosUrl}/`,
      mesos_role: null,
      mesos_user: 'root',
      min_revive_offers_interval: 5_000,
      offer_matching_timeout: 3_000,
      on_elected_prepare_timeout: 180_000,
      reconciliation_initial_delay: 15_000,
      reconciliation_interval: 600_000,
      revive_offers_for_new_apps: true,
      revive_offers_repetitions: 3,
      scale_apps_initial_delay: 15_000,
      scale_apps_interval: 300_000,
      store_cache: true,
      task_launch_confirm_timeout: 300_000,
      task_launch_timeout: 300_000,
      task_lost_expunge_initial_delay: 300_000,
      task_lost_expunge_interval: 30_000,
      task_reservation_timeout: 20_000,
      webui_url: null,
    }),
    zookeeper_config: known(era, {
      zk: 'zk://localhost:2181/marathon',
      zk_compression: true,
      zk_compression_threshold: 65_536,
      zk_connection_timeout: 10_000,
      zk_max_node_size: 1_024_000,
      zk_max_versions: 50,
      zk_session_timeout: 10_000,
      zk_timeout: 10_000,
    }),
    ...(era.explicitNulls && {
      event_subscriber: { type: 'http_callback', http_endpoints: null },
    }),
    http_config: { http_port: Number(port), https_port: 8_443 },
  };
}

/** Settings that 1.1 did not have yet, and those that were gone by 1.9. */
const notYet = [
  ...['access_control_allow_origin', 'decline_offer_duration', 'default_network_name', 'env_vars_prefix'],
  ...['features', 'launch_token', 'launch_token_refresh_interval', 'max_instances_per_offer'],
  ...['mesos_bridge_name', 'mesos_heartbeat_failure_threshold', 'mesos_heartbeat_interval'],
  ...['min_revive_offers_interval', 'offer_matching_timeout', 'on_elected_prepare_timeout'],
  ...['revive_offers_for_new_apps', 'revive_offers_repetitions', 'scale_apps_initial_delay'],
  ...['scale_apps_interval', 'store_cache', 'task_launch_confirm_timeout', 'task_reservation_timeout'],
  ...['task_lost_expunge_initial_delay', 'task_lost_expunge_interval', 'zk_compression'],
  ...['zk_compression_threshold', 'zk_connection_timeout', 'zk_max_node_size'],
];
const noMore = ['revive_offers_for_new_apps', 'revive_offers_repetitions'];

function known({ version, byTypes }: Era, settings: JsonObject): JsonObject {
  const left: readonly string[] = { '1.1': notYet, '1.5': [], '1.9': noMore }[version];
  const there = Object.fromEntries(Object.entries(settings).filter(([key]) => !left.includes(key)));
  return byTypes ? withoutNulls(there) : there;
}

/** `/metrics` in the form of the Dropwizard servlet. */
export function metricsJson(state: State): JsonObject {
  const prefix = 'service.mesosphere.marathon';
  const running = [...state.tasks.values()].filter(({ startedAt }) => startedAt !== null).length;
  return {
    version: '3.0.0',
    counters: {},
    gauges: {
      [`${prefix}.app.count`]: { value: [...state.apps()].length },
      [`${prefix}.task.running.count`]: { value: running },
      [`${prefix}.task.staged.count`]: { value: state.tasks.size - running },
      [`${prefix}.deployment.count`]: { value: state.deployments.size },
      [`${prefix}.uptime`]: { value: Math.round(process.uptime() * 1000) },
      'jvm.memory.heap.used': { value: process.memoryUsage().heapUsed },
    },
    histograms: {},
    meters: {},
    timers: {},
  };
}

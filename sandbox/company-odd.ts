import { healthCheck, type SeedApp } from './company.ts';

const simulated = { 'sandbox.simulated': 'true' };

/** What every real platform has some of: apps that do not fit, wait, crash, are sick or have a past. */
export function oddApps(full: boolean, real: boolean): SeedApp[] {
  const record = real ? {} : simulated;
  const few: SeedApp[] = [
    // Off the eight levels.
    {
      app: {
        id: '/legacy/cron-jobs',
        cmd: 'while :; do date; sleep 20; done',
        instances: 1,
        cpus: 0.1,
        mem: 32,
        labels: { owner: 'nobody', ...record },
      },
      ageDays: 900,
    },
    // Wants more than any host has.
    {
      app: {
        ...{
          id: '/acme/search/index/c3/build/reducer/main/online',
          cmd: 'serve',
          instances: 3,
          cpus: 96,
          mem: 4_096,
        },
        labels: { owner: 'search-index', ...simulated },
      },
      ageDays: 1,
    },
    // Fails soon after each start; the delay grows.
    {
      app: {
        ...{ id: '/acme/ads/feed/c3/stream/parser/main/online', instances: 1, cpus: 0.1, mem: 64 },
        cmd: 'echo "parser: reading schema"; sleep 1; echo "parser: fatal: unknown field 7" >&2; exit 3',
        ...{ backoffSeconds: 2, backoffFactor: 2, maxLaunchDelaySeconds: 120 },
        labels: { owner: 'ads-feed', ...record },
      },
      ageDays: 3,
    },
    // One of its tasks answers its checks with errors and is left alone (no limit of failures).
    {
      app: {
        ...{
          id: '/acme/pay/risk/c3/score/shadow/main/online',
          cmd: 'serve',
          instances: 4,
          cpus: 0.5,
          mem: 512,
        },
        healthChecks: [healthCheck({ intervalSeconds: 10, maxConsecutiveFailures: 0 })],
        labels: { owner: 'pay-risk', ...simulated },
      },
      ...{ ageDays: 40, sick: 1 },
    },
    // Its own network, so that containerPort and task address count.
    {
      app: {
        ...{ id: '/acme/shop/web/c3/front/render/main/online', instances: 2, cpus: 0.25, mem: 96 },
        container: {
          ...{ type: 'DOCKER', docker: { image: 'registry.acme.internal/shop/render:3.4.1' } },
          portMappings: [{ containerPort: 8_080, name: 'http', labels: { VIP_0: '/render:80' } }],
        },
        networks: [{ mode: 'container', name: 'acme' }],
        healthChecks: [healthCheck({ protocol: 'TCP' })],
        labels: { owner: 'shop-web', ...record },
      },
      ageDays: 12,
    },
  ];
  if (!full) return few;
  return [...few, ...more(record)];
}

function more(record: Readonly<Record<string, string>>): SeedApp[] {
  return [
    // Says that it belongs to a job which its path does not name.
    {
      app: {
        ...{ id: '/batch/graph-rollup', cmd: 'serve', instances: 6, cpus: 0.5, mem: 1_024 },
        labels: {
          ...{ owner: 'ops-monitor', ...simulated },
          jobname: 'cop.acme_owt.infra_pdl.monitor_cluster.c3_servicegroup.graph_service.rollup_jobgroup.main_job.nightly',
        },
      },
      ageDays: 200,
    },
    // Nine levels: one too many.
    {
      app: {
        id: '/acme/infra/network/c4/balancer/director/main/online/canary',
        cmd: 'serve',
        instances: 1,
        cpus: 0.2,
        mem: 128,
        labels: { ...simulated },
      },
      ageDays: 5,
    },
    {
      app: {
        ...{
          id: '/acme/shop/cart/c3/order/reserve/main/online',
          cmd: 'serve',
          instances: 5,
          cpus: 0.5,
          mem: 512,
        },
        healthChecks: [healthCheck({ intervalSeconds: 10 })],
        labels: { owner: 'shop-cart', ...simulated },
      },
      ageDays: 25,
      lastFailure: { message: 'Command terminated with signal Killed', hoursAgo: 5 },
    },
    // Two ports of its own choosing.
    {
      app: {
        ...{
          id: '/acme/infra/storage/c3/blob/meta/main/online',
          instances: 1,
          cpus: 0.25,
          mem: 96,
          cmd: 'serve',
        },
        portDefinitions: [
          { port: 10_901, name: 'http', protocol: 'tcp', labels: { VIP_0: '/meta:80' } },
          { port: 10_902, name: 'admin', protocol: 'tcp' },
        ],
        healthChecks: [healthCheck({}), healthCheck({ portIndex: 1 })],
        labels: { owner: 'ops-storage', ...record },
      },
      ageDays: 66,
    },
    // Asked by a command instead of over the network.
    {
      app: {
        ...{ id: '/acme/pay/ledger/c3/book/archive/main/online', instances: 1, cpus: 0.1, mem: 64 },
        cmd: 'echo started > state; while :; do sleep 5; echo archived; done',
        healthChecks: [
          {
            protocol: 'COMMAND',
            command: { value: 'test -n "$MESOS_TASK_ID"' },
            gracePeriodSeconds: 10,
            intervalSeconds: 10,
            maxConsecutiveFailures: 3,
          },
        ],
        labels: { owner: 'pay-ledger', ...record },
      },
      ageDays: 31,
    },
    {
      app: {
        id: '/acme/ads/bid/c4/auction/replay/main/online',
        cmd: 'serve',
        instances: 0,
        cpus: 0.5,
        mem: 256,
        labels: { owner: 'ads-bid', ...simulated },
      },
      ageDays: 80,
    },
    {
      app: {
        id: '/acme/search/query/c4/rank/canary/main/test',
        cmd: 'serve',
        instances: 2,
        cpus: 0.2,
        mem: 256,
        labels: { owner: 'search-query', ...simulated },
        constraints: [['hostname', 'UNIQUE']],
      },
      ageDays: 2,
    },
  ];
}

import { pino } from 'pino';
import { createCanopy, readVersion } from './app.ts';
import { readConfig, type Config } from './config.ts';
import { startSandbox, type Sandbox } from './sandbox.ts';

/** A terminal's Ctrl-C comes to every process of its group, and again from whoever started us: within this time it is one wish. */
const ONE_WISH_MS = 1_000;

/** Reads the configuration, starts, and stops on SIGTERM or Ctrl-C. */
async function main(): Promise<void> {
  const version = readVersion();
  let config;
  try {
    config = readConfig(process.env);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
    return;
  }
  const log = pino(
    { level: config.log.level, redact: ['req.headers.authorization', 'req.headers.cookie'] },
    pino.destination({ dest: 2, sync: false }),
  );
  const wanted = config.sandbox ?? config.marathons.length === 0;
  let sandbox: Sandbox | undefined;
  let replaced: readonly string[] = [];
  if (wanted !== false) {
    replaced = replacedIn(config);
    if (replaced.length > 0) log.warn({ replaced }, 'the sandbox company takes the place of what these settings name');
    sandbox = await startSandbox(wanted === true ? {} : wanted, log);
    config = sandbox.configure(config);
  }

  const canopy = await createCanopy(config, log, version);
  const address = await canopy.listen().catch(async (error: unknown) => {
    const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    console.error(
      inUse ? `Port ${config.server.port} of ${config.server.host} is in use: is another Canopy running? Set PORT to another one.` : error,
    );
    await canopy.stop();
    await sandbox?.stop();
    process.exit(1);
  });
  let stopping: number | undefined;
  const stop = (why: string) => {
    const now = performance.now();
    // Whoever asks again later does not want to wait.
    if (stopping !== undefined && now - stopping > ONE_WISH_MS) process.exit(1);
    if (stopping !== undefined) return;
    stopping = now;
    log.info({ why }, 'stopping');
    void canopy
      .stop()
      .then(() => sandbox?.stop())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'stopping failed');
          process.exit(1);
        },
      );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  sandbox?.onExit((code) => {
    if (stopping === undefined) log.error({ code }, 'the sandbox ended; its copies go stale');
  });
  if (!config.auth) log.warn('no authentication is configured: whoever reaches this loopback address is an administrator');
  if (sandbox) await sandbox.adopt(canopy);
  console.log(banner(address, version, sandbox ? companyWords(replaced) : '', sandbox?.tokens));
}

/** What is configured and not looked at: whoever reads figures of a made-up company for their own must have been told. */
function replacedIn({ marathons, mesos, docker, chronos }: Config): string[] {
  return Object.entries({ marathons: marathons[0], mesos, docker, chronos }).flatMap(([name, value]) => (value ? [name] : []));
}

const companyWords = (replaced: readonly string[]): string =>
  `, with the sandbox company acme${replaced.length > 0 ? ` IN PLACE OF the configured ${replaced.join(', ')}` : ''}`;

function banner(address: string, version: string, company: string, tokens: string | undefined): string {
  const asVic = tokens === undefined ? '' : `\n    -H "authorization: Bearer $(cat ${tokens}/vic)" \\`;
  const people =
    tokens === undefined
      ? ''
      : `\nIt asks who you are: ann is an administrator, olga owns the department search, vic may see it, zoe nothing.\n`;
  const query = '{ tree { jobName summary { apps hosts containers { total running healthy unhealthy } cpus { asked } } } }';
  return `
Canopy ${version} is ready${company}.

  GraphiQL   ${address}/graphql          (in a browser)
  GraphQL    ${address}/graphql          (POST, GET and WebSocket)
  Schema     ${address}/schema.graphql
  Health     ${address}/readyz   Metrics ${address}/metrics
${people}
Paste this:

  curl -s ${address}/graphql -H 'content-type: application/json' \\${asVic}
    -d '${JSON.stringify({ query })}'
`;
}

await main();

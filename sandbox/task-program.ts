import { spawn } from 'node:child_process';
import { closeSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/*
 * What a real task runs. It is the parent of the app's command, or itself a small web service when the
 * app has none (an image stands for it). It ends when its stdin does, so no task outlives the sandbox,
 * whatever became of it.
 */

interface Orders {
  readonly name: string;
  readonly cmd: string | null;
  readonly ip: string;
  readonly ports: readonly number[];
  readonly graceMs: number;
}

const READY = 3;
const orders = readOrders(process.argv[2] ?? '{}');

process.stdin.resume();
process.stdin.on('end', () => leave(0));
process.stdin.on('error', () => leave(0));
let leave: (code: number) => void = (code) => process.exit(code);

if (orders.cmd === null) serve();
else shell(orders.cmd);

/** Written by the supervisor of the same version; there is nothing to check. */
function readOrders(text: string): Orders {
  const isOrders = (value: unknown): value is Orders => typeof value === 'object';
  const value: unknown = JSON.parse(text);
  if (isOrders(value)) return value;
  throw new Error('no orders');
}

function ready(pid: number): void {
  writeSync(READY, `${pid}\n`);
  closeSync(READY);
}

function shell(cmd: string): void {
  const child = spawn('/bin/sh', ['-c', cmd], {
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const group = (signal: NodeJS.Signals) => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, signal);
    } catch {
      // The group is gone already.
    }
  };
  leave = (code) => {
    group('SIGKILL');
    process.exit(code);
  };
  child.on('error', () => process.exit(127));
  child.on('exit', (code, signal) => {
    group('SIGKILL');
    if (signal) process.kill(process.pid, 'SIGKILL');
    else process.exit(code ?? 1);
  });
  process.on('SIGTERM', () => {
    group('SIGTERM');
    setTimeout(() => leave(143), orders.graceMs);
  });
  ready(child.pid ?? process.pid);
}

function serve(): void {
  let sick = false;
  let requests = 0;
  const held: Buffer[] = [];
  const traffic = countTraffic();
  const log = (line: string) => process.stdout.write(`${new Date().toISOString()} ${orders.name} ${line}\n`);

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    requests += 1;
    const url = new URL(request.url ?? '/', 'http://task');
    const number = (name: string, otherwise: number) => Number(url.searchParams.get(name) ?? otherwise);
    if (url.pathname !== '/health') traffic.serve(response);
    const say = (status: number, text: string) => {
      response.writeHead(status, { 'content-type': 'text/plain' }).end(`${text}\n`);
      if (url.pathname !== '/health') log(`${request.method} ${url.pathname} ${status}`);
    };
    switch (url.pathname) {
      case '/health':
        return say(sick ? 503 : 200, sick ? 'sick' : 'ok');
      case '/sick':
        sick = url.searchParams.get('off') === null;
        return say(200, sick ? 'sick now' : 'well again');
      case '/burn':
        burn(Math.min(number('ms', 100), 10_000));
        return say(200, 'burnt');
      case '/alloc':
        held.push(Buffer.alloc(Math.min(number('mib', 1), 256) * 1_048_576, 1));
        return say(200, `holding ${held.length} blocks`);
      case '/die':
        log('told to die');
        process.stderr.write(`${orders.name}: fatal: told to die\n`);
        return process.exit(number('code', 1));
      default:
        return say(200, `${orders.name} ${process.env['MESOS_TASK_ID'] ?? ''}`);
    }
  };

  const servers = orders.ports.map((port) => ({ port, server: createServer(answer) }));
  for (const { server } of servers) server.on('connection', traffic.count);
  leave = (code) => process.exit(code);
  process.on('SIGTERM', () => {
    log('stopping');
    leave(0);
  });
  let open = 0;
  const opened = () => {
    open += 1;
    if (open < servers.length) return;
    log(`listening on ${orders.ip} ${orders.ports.join(' ')}`);
    ready(process.pid);
  };
  if (servers.length === 0) ready(process.pid);
  for (const { port, server } of servers) {
    server.on('error', (error) => {
      process.stderr.write(`${orders.name}: cannot listen: ${error.message}\n`);
      process.exit(98);
    });
    server.listen(port, orders.ip, opened);
  }

  // A little work of its own, so that figures are not all zero.
  let ticks = 0;
  setInterval(
    () => {
      burn(2);
      ticks += 1;
      traffic.write();
      if (ticks % 5 === 0) log(`served ${requests} requests, holds ${process.memoryUsage.rss() >> 20} MiB`);
    },
    2_000 + (process.pid % 500),
  );
}

/**
 * All tasks share one network stack, so each keeps its own count for the Docker stand-in to read, and of its
 * requests and their time for Falcon's. Health checks are not what a service is there for.
 */
function countTraffic() {
  const open = new Set<Socket>();
  const past = { rx: 0, tx: 0, connections: 0 };
  const served = { requests: 0, busyMs: 0 };
  const add = (to: typeof past, { bytesRead, bytesWritten }: Socket) => {
    to.rx += bytesRead;
    to.tx += bytesWritten;
  };
  return {
    count(socket: Socket): void {
      open.add(socket);
      past.connections += 1;
      socket.on('close', () => {
        open.delete(socket);
        add(past, socket);
      });
    },
    serve(response: ServerResponse): void {
      const began = performance.now();
      response.on('finish', () => {
        served.requests += 1;
        served.busyMs += performance.now() - began;
      });
    },
    write(): void {
      const now = { ...past };
      for (const socket of open) add(now, socket);
      // Whoever reads it never finds half of it.
      writeFileSync('traffic.new', JSON.stringify({ ...now, ...served, at: Date.now() }));
      renameSync('traffic.new', 'traffic');
    },
  };
}

/** So much processor time, however busy the machine is. */
function burn(ms: number): void {
  const used = () => process.cpuUsage().user + process.cpuUsage().system;
  const until = used() + ms * 1_000;
  while (used() < until);
}

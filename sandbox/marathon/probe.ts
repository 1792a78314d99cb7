import { spawn } from 'node:child_process';
import { request } from 'node:http';
import { connect } from 'node:net';
import { problemOf } from '../problem.ts';
import type { App, HealthCheck, Task } from './model.ts';

/** Null is well; otherwise what went wrong. */
export type Verdict = string | null;

/** Asks one task once. A check that cannot even be made, such as one with a NUL in its command, is one that failed. */
export async function probe(task: Task, app: App, check: HealthCheck, folder: string): Promise<Verdict> {
  try {
    return await ask(task, app, check, folder);
  } catch (error) {
    return problemOf(error);
  }
}

function ask(task: Task, app: App, check: HealthCheck, folder: string): Promise<Verdict> {
  const timeout = check.timeoutSeconds * 1000;
  if (check.protocol === 'COMMAND') return askCommand(task, check, timeout, folder);
  const port = check.port ?? portOf(task, app, check.portIndex ?? 0);
  if (port === undefined) return Promise.resolve('no port');
  return check.protocol.endsWith('TCP') ? askTcp(task.ip, port, timeout) : askHttp(task.ip, port, check, timeout);
}

/** On a network of its own a task is asked on its container port. */
function portOf(task: Task, { definition }: App, index: number): number | undefined {
  const mapping = definition.container?.portMappings?.[index];
  if (definition.networks[0]?.mode === 'container') return mapping?.containerPort;
  return task.ports[index];
}

function askHttp(host: string, port: number, check: HealthCheck, timeout: number): Promise<Verdict> {
  return new Promise((resolve) => {
    const outgoing = request({ host, port, path: check.path ?? '/', timeout, agent: false }, (answer) => {
      answer.resume();
      const status = answer.statusCode ?? 0;
      const fine = (status >= 200 && status < 400) || (check.ignoreHttp1xx && status < 200);
      resolve(fine ? null : `${status} ${answer.statusMessage ?? ''}`.trim());
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer in ${timeout} ms`)));
    outgoing.on('error', (error) => resolve(`${error.name}: ${error.message}`));
    outgoing.end();
  });
}

function askTcp(host: string, port: number, timeout: number): Promise<Verdict> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout }, () => {
      socket.destroy();
      resolve(null);
    });
    socket.on('timeout', () => socket.destroy(new Error(`no connection in ${timeout} ms`)));
    socket.on('error', (error) => resolve(`${error.name}: ${error.message}`));
  });
}

/** Ends its whole group when its stdin does, so that no check outlives the sandbox. */
const GUARDED = 'exec 3<&0; (cat <&3 >/dev/null; kill -9 0) & /bin/sh -c "$1" </dev/null; exit $?';

function askCommand(task: Task, check: HealthCheck, timeout: number, cwd: string): Promise<Verdict> {
  const env = { PATH: process.env['PATH'] ?? '', MESOS_TASK_ID: task.id, HOST: task.host, PORT0: String(task.ports[0] ?? 0) };
  const command = check.command?.value ?? 'true';
  return new Promise((resolve) => {
    const child = spawn('/bin/sh', ['-c', GUARDED, 'check', command], {
      ...{ cwd, env, detached: true },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    // First of all: one that was not started has no streams.
    child.on('error', (error) => resolve(error.message));
    if (child.pid === undefined) return;
    const late = setTimeout(() => child.stdin.end(), timeout);
    child.stdin.on('error', () => {});
    child.on('exit', (code, signal) => {
      clearTimeout(late);
      child.stdin.end();
      if (signal !== null) resolve(`Command timed out after ${timeout} ms`);
      else resolve(code === 0 ? null : `Command exited with status ${code}`);
    });
  });
}

import { createServer, type Server } from 'node:net';

const LOCK_PORT = 20_500;

/** The addresses of one sandbox: a /16 of 127/8, or 127.0.0.1 alone where that is all there is. */
export interface Network {
  readonly cidr: string;
  /** False on machines (macOS) whose loopback is a single address. */
  readonly wide: boolean;
  ip(third: number, fourth: number): string;
  release(): void;
}

interface Listener {
  listen(port: number, host: string): unknown;
  once(event: string, listener: (error: Error) => void): unknown;
  off(event: string, listener: (error: Error) => void): unknown;
  address(): ReturnType<Server['address']>;
}

/** Binding the lock port is the lock: the kernel gives it up when this process ends, however it ends. */
export async function lockNetwork(): Promise<Network> {
  const start = process.pid + Date.now();
  for (let step = 0; step < 240; step += 1) {
    const second = 10 + ((start + step) % 240);
    const lock = createServer((socket) => socket.destroy());
    const answer = await tryListen(lock, `127.${second}.0.1`, LOCK_PORT);
    if (answer === 'EADDRINUSE') continue;
    if (typeof answer === 'string') break;
    lock.unref();
    return {
      cidr: `127.${second}.0.0/16`,
      wide: true,
      ip: (third, fourth) => `127.${second}.${third}.${fourth}`,
      release: () => lock.close(),
    };
  }
  return oneAddress();
}

export function oneAddress(): Network {
  return { cidr: '127.0.0.1/32', wide: false, ip: () => '127.0.0.1', release: () => {} };
}

/** Listens on the port a real installation would have, or on any free one when it is taken. */
export async function listen(server: Listener, ip: string, preferred: number): Promise<number> {
  const first = await tryListen(server, ip, preferred);
  if (typeof first === 'number') return first;
  const second = await tryListen(server, ip, 0);
  if (typeof second === 'number') return second;
  throw new Error(`cannot listen on ${ip}: ${second}`);
}

function tryListen(server: Listener, ip: string, port: number): Promise<number | string> {
  return new Promise((resolve) => {
    const failed = (error: Error) => {
      server.off('listening', listening);
      resolve('code' in error ? String(error.code) : error.message);
    };
    const listening = () => {
      server.off('error', failed);
      const address = server.address();
      resolve(address && typeof address === 'object' ? address.port : port);
    };
    server.once('error', failed);
    server.once('listening', listening);
    server.listen(port, ip);
  });
}

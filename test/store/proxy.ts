import { connect, createServer, type Server, type Socket } from 'node:net';

export interface Proxy {
  readonly port: number;
  /** Breaks every connection and lets no new one in. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  /** Passes the next packet with this text on, and breaks its connection before the answer. */
  cutAfter(text: string): void;
}

/** A wire to the server that can be cut. */
export async function startProxy(to: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let trigger: string | undefined;
  const server: Server = createServer((client) => {
    const upstream = connect(to, '127.0.0.1');
    sockets.add(client).add(upstream);
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
    client.on('data', (data) => {
      const cutting = trigger !== undefined && data.includes(trigger);
      upstream.write(data);
      if (!cutting) return;
      trigger = undefined;
      // The server still works through what it was sent; nobody hears what it says to it.
      client.removeListener('close', end).destroy();
      upstream.removeAllListeners('data').resume().end();
    });
    upstream.on('data', (data) => client.write(data));
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const address = server.address();
  const port = address && typeof address === 'object' ? address.port : 0;
  return {
    port,
    cut: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      sockets.clear();
      await closed;
    },
    mend: () => listen(port),
    cutAfter: (text) => (trigger = text),
  };
}

/** A real HTTP proxy that opens tunnels, wherever they are asked for, to one place. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** How the proxy behaves. */
export interface ConnectProxyOptions {
  /** Refuses every tunnel with this status. */
  status?: number;
  /** The port of the loopback address that every tunnel leads to. */
  port?: number;
}

/** A running proxy. */
export interface ConnectProxy {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** `HOST:PORT` of every tunnel that was asked for. */
  readonly asked: readonly string[];
  /** May be changed at any time. */
  readonly options: ConnectProxyOptions;
  /** Breaks every tunnel, so that the next request needs a new one. */
  dropTunnels(): void;
  close(): Promise<void>;
}

/** Starts a proxy on a free port, or on the one given. */
export async function startConnectProxy(
  options: ConnectProxyOptions = {},
  listenOn = 0,
): Promise<ConnectProxy> {
  const asked: string[] = [];
  const sockets = new Set<Duplex>();
  const keep = (socket: Duplex) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // The other side may leave at any time.
    socket.on('error', () => socket.destroy());
  };
  const server = createServer((_request, response) => {
    response.writeHead(405).end('Tunnels only.');
  });
  server.on('connection', keep);
  server.on('connect', (request, client: Duplex, head: Buffer) => {
    asked.push(request.url ?? '');
    const { status, port } = options;
    if (status !== undefined || port === undefined) {
      client.end(`HTTP/1.1 ${status ?? 502} No Tunnel\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const goal: Socket = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      goal.write(head);
      goal.pipe(client).pipe(goal);
    });
    keep(goal);
  });
  server.listen(listenOn, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    options,
    dropTunnels() {
      for (const socket of sockets) socket.destroy();
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

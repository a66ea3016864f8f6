/** A real HTTP proxy that connects all tunnels to one port, whatever their target. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** Options of the proxy, which may change while it runs. */
export interface ConnectProxyOptions {
  /** Rejects every tunnel with this status. */
  status?: number;
  /** The loopback port that all tunnels connect to. */
  port?: number;
}

/** A running proxy. */
export interface ConnectProxy {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** `HOST:PORT` of every requested tunnel. */
  readonly asked: readonly string[];
  /** May be changed at any time. */
  readonly options: ConnectProxyOptions;
  /** Closes every tunnel, so that the next request needs a new one. */
  dropTunnels(): void;
  close(): Promise<void>;
}

/** Starts a proxy on a free port, or on the given one. */
export async function startConnectProxy(
  options: ConnectProxyOptions = {},
  listenOn = 0,
): Promise<ConnectProxy> {
  const asked: string[] = [];
  const sockets = new Set<Duplex>();
  const keep = (socket: Duplex) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // Either side may disconnect at any time.
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

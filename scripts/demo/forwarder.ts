/** A loopback server that adds the API key to requests, so that VS Code never gets the key. */

import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';

/** Forwarded paths: the documented ones, with and without equivalent prefixes. */
const routes: readonly { readonly method: string; readonly path: RegExp }[] = [
  { method: 'GET', path: /^(\/v1|\/beta)?\/models$/ },
  { method: 'GET', path: /^\/user\/balance$/ },
  { method: 'POST', path: /^(\/v1|\/beta)?\/chat\/completions$/ },
  { method: 'POST', path: /^\/beta\/completions$/ },
];

/** Hop-by-hop headers, and those that identify the client. */
const dropped = [
  'authorization',
  'connection',
  'cookie',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** A running forwarder. */
export interface Forwarder {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Listens on a free loopback port and forwards to `upstream`, adding the key. */
export async function startForwarder(
  key: string,
  upstream = 'https://api.deepseek.com',
): Promise<Forwarder> {
  let hosts: readonly string[] = [];
  const server = createServer((request, response) => {
    const reason = refusal(request, hosts);
    if (reason === undefined) forward(request, response, upstream, key);
    else refuse(response, 403, reason);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Why a request is not forwarded; `undefined` if it is. */
function refusal(request: IncomingMessage, hosts: readonly string[]): string | undefined {
  const { method = '', url = '/', headers } = request;
  // A web page could reach a loopback port, also through a host name that resolves to it.
  if (headers.origin !== undefined) return 'Web pages are not served.';
  if (!hosts.includes(headers.host ?? '')) return 'Not addressed to this server.';
  const path = url.split('?')[0] ?? '';
  const known = routes.some((route) => route.method === method && route.path.test(path));
  return known ? undefined : 'This path is not passed on.';
}

function forward(
  request: IncomingMessage,
  response: ServerResponse,
  upstream: string,
  key: string,
): void {
  const target = new URL(request.url ?? '/', upstream);
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
  const outgoing = send(target, {
    method: request.method,
    headers: { ...without(request.headers), authorization: `Bearer ${key}` },
  });
  outgoing.on('response', (incoming) => {
    response.writeHead(incoming.statusCode ?? 502, without(incoming.headers));
    response.flushHeaders();
    // If the upstream connection breaks, break this one too instead of ending it normally.
    incoming.on('error', () => response.destroy());
    incoming.pipe(response);
  });
  outgoing.on('error', (error) => {
    if (response.headersSent) response.destroy();
    else refuse(response, 502, `Cannot reach ${target.host}: ${error.message}`);
  });
  response.on('close', () => outgoing.destroy());
  request.pipe(outgoing);
}

function without(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.includes(name)));
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { message, type: 'forwarder', code: null } }));
}

/** The API's paths (contract 2). */

import { Refusal } from './refusal.ts';

/** The endpoint of a path; `beta` is true below `/beta`. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly kind: 'chat' | 'fim' | 'models' | 'balance';
  readonly beta: boolean;
}

const post = { method: 'POST', beta: false } as const;
const get = { method: 'GET', beta: false } as const;

const routes = new Map<string, Route>([
  ['/chat/completions', { ...post, kind: 'chat' }],
  ['/v1/chat/completions', { ...post, kind: 'chat' }],
  ['/beta/chat/completions', { ...post, kind: 'chat', beta: true }],
  ['/completions', { ...post, kind: 'fim' }],
  ['/v1/completions', { ...post, kind: 'fim' }],
  ['/beta/completions', { ...post, kind: 'fim', beta: true }],
  ['/models', { ...get, kind: 'models' }],
  ['/v1/models', { ...get, kind: 'models' }],
  ['/user/balance', { ...get, kind: 'balance' }],
]);

/** The route of a request; throws a 404 or 405 `Refusal` if there is none. */
export function requireRoute(method: string, path: string): Route {
  const route = routes.get(path);
  if (route === undefined) {
    throw new Refusal({ status: 404, message: `Not Found: ${path}`, type: 'not_found_error' });
  }
  if (route.method !== method) {
    throw new Refusal({ status: 405, message: `Method Not Allowed: ${method} ${path}` });
  }
  return route;
}

/** The API key of a request, or why there is none. */

import type { ErrorAction, ErrorData, ErrorKind, UnsentReason } from '../../conversation/errors.ts';
import type { BaseUrl } from '../../deepseek/http/baseUrl.ts';
import type { Result } from '../../deepseek/types.ts';
import type { ChatPorts } from '../ports.ts';

type KeyPorts = Pick<ChatPorts, 'keys' | 'askForKey' | 'logger'>;

/** The key of this origin and of no other; a server beyond this machine goes without one only if the user says so. */
export async function findKey(base: BaseUrl, ports: KeyPorts): Promise<Result<string | undefined>> {
  const kept = await readKey(base, ports);
  if (kept.key !== undefined || base.isLoopback) return { ok: true, value: kept.key };
  const missing = unsent('auth', kept.reason, 'setApiKey', base.host);
  if (base.isOfficial) return missing;
  switch (await ports.askForKey(base.origin, base.host)) {
    case 'withoutKey':
      return { ok: true, value: undefined };
    case 'keyEntered': {
      const { key } = await readKey(base, ports);
      return key === undefined ? missing : { ok: true, value: key };
    }
    case 'cancelled':
      return missing;
  }
}

/** The key that is kept for this origin, or why there is none. */
export async function readKey(
  base: BaseUrl,
  ports: KeyPorts,
): Promise<{ readonly key: string | undefined; readonly reason: UnsentReason }> {
  try {
    return { key: await ports.keys.read(base.origin), reason: 'noKey' };
  } catch {
    // Log only that reading failed: the error of a key store may hold the key.
    ports.logger.warn(`The key for ${base.host} could not be read.`);
    return { key: undefined, reason: 'keyUnavailable' };
  }
}

/** The failure of a request that was not sent. */
export function unsent(
  kind: ErrorKind,
  reason: UnsentReason,
  action: ErrorAction,
  host?: string,
): { readonly ok: false; readonly error: ErrorData } {
  const error = { kind, message: '', reason, action };
  return { ok: false, error: host === undefined ? error : { ...error, host } };
}

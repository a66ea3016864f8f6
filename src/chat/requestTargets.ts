/** Where requests go, and as whom: the base URL of the settings, the person's consent, the key of that origin. */

import type { ErrorAction, ErrorData, ErrorKind, UnsentReason } from '../conversation/errors.ts';
import { parseBaseUrl, type BaseUrl } from '../deepseek/baseUrl.ts';
import type { ApiTarget, Result } from '../deepseek/types.ts';
import type { Settings } from '../platform/settings.ts';
import type { ChatPorts } from './ports.ts';

/** A server, and what requests to it are addressed with. */
export interface RequestTarget {
  readonly base: BaseUrl;
  readonly target: ApiTarget;
}

/** Finds the target that the settings name. */
export class RequestTargets {
  private readonly ports: ChatPorts;

  constructor(ports: ChatPorts) {
    this.ports = ports;
  }

  /** Asks the person where that is needed; says why nothing can be sent. */
  async find(settings: Settings): Promise<Result<RequestTarget>> {
    const parsed = parseBaseUrl(settings.baseUrl);
    if (!parsed.ok) return unsent('invalidRequest', 'baseUrl', 'openBaseUrlSetting');
    const base = parsed.value;
    if (!(await this.mayGo(base))) {
      return unsent('invalidRequest', 'unencrypted', 'openBaseUrlSetting', base.host);
    }
    const key = await this.findKey(base);
    if (!key.ok) return key;
    return { ok: true, value: { base, target: toTarget(base, settings, key.value) } };
  }

  /** Asks the person nothing about keys; none where nothing can be sent. */
  async quiet(settings: Settings): Promise<RequestTarget | undefined> {
    const parsed = parseBaseUrl(settings.baseUrl);
    if (!parsed.ok) return undefined;
    const base = parsed.value;
    const { key } = await this.readKey(base);
    if (key === undefined && base.isOfficial) return undefined;
    if (!(await this.mayGo(base))) return undefined;
    return { target: toTarget(base, settings, key), base };
  }

  private async mayGo({ unencrypted, isLoopback, host }: BaseUrl): Promise<boolean> {
    return !unencrypted || isLoopback || (await this.ports.mayGoUnencrypted(host));
  }

  /** The key of this origin and of no other; a server beyond this machine goes without one only if the person says so. */
  private async findKey(base: BaseUrl): Promise<Result<string | undefined>> {
    const kept = await this.readKey(base);
    if (kept.key !== undefined || base.isLoopback) return { ok: true, value: kept.key };
    const missing = unsent('auth', kept.reason, 'setApiKey', base.host);
    if (base.isOfficial) return missing;
    switch (await this.ports.askForKey(base.origin, base.host)) {
      case 'withoutKey':
        return { ok: true, value: undefined };
      case 'keyEntered': {
        const { key } = await this.readKey(base);
        return key === undefined ? missing : { ok: true, value: key };
      }
      case 'cancelled':
        return missing;
    }
  }

  private async readKey(
    base: BaseUrl,
  ): Promise<{ readonly key: string | undefined; readonly reason: UnsentReason }> {
    try {
      return { key: await this.ports.keys.read(base.origin), reason: 'noKey' };
    } catch {
      // What a key store throws may hold the key; that it failed is all that may be told.
      this.ports.logger.warn(`The key for ${base.host} could not be read.`);
      return { key: undefined, reason: 'keyUnavailable' };
    }
  }
}

function toTarget(base: BaseUrl, settings: Settings, apiKey: string | undefined): ApiTarget {
  return {
    baseUrl: base.baseUrl,
    extraHeaders: settings.extraHeaders,
    ...(apiKey === undefined ? {} : { apiKey }),
  };
}

function unsent(
  kind: ErrorKind,
  reason: UnsentReason,
  action: ErrorAction,
  host?: string,
): { readonly ok: false; readonly error: ErrorData } {
  const error = { kind, message: '', reason, action };
  return { ok: false, error: host === undefined ? error : { ...error, host } };
}

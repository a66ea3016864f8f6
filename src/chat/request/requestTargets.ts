/** The target of requests: base URL, the user's consent to it, and the key of its origin. */

import { parseBaseUrl, type BaseUrl } from '../../deepseek/http/baseUrl.ts';
import type { ApiTarget, Result } from '../../deepseek/types.ts';
import type { Settings } from '../../platform/settings/settings.ts';
import type { ChatPorts } from '../ports.ts';
import { findKey, readKey, unsent } from './requestApiKey.ts';

/** A server, and what requests to it are addressed with. */
export interface RequestTarget {
  readonly base: BaseUrl;
  readonly target: ApiTarget;
}

/** Finds the target that the settings name. */
export class RequestTargets {
  readonly #ports: ChatPorts;

  constructor(ports: ChatPorts) {
    this.#ports = ports;
  }

  /** Asks the user where that is needed; says why nothing can be sent. */
  async find(settings: Settings): Promise<Result<RequestTarget>> {
    const parsed = parseBaseUrl(settings.baseUrl);
    if (!parsed.ok) return unsent('invalidRequest', 'baseUrl', 'openBaseUrlSetting');
    const base = parsed.value;
    if (!(await this.#mayGo(base))) {
      return unsent('invalidRequest', 'unencrypted', 'openBaseUrlSetting', base.host);
    }
    const key = await findKey(base, this.#ports);
    if (!key.ok) return key;
    return { ok: true, value: { base, target: toTarget(base, settings, key.value) } };
  }

  /** Asks the user nothing about keys; none where nothing can be sent. */
  async quiet(settings: Settings): Promise<RequestTarget | undefined> {
    const parsed = parseBaseUrl(settings.baseUrl);
    if (!parsed.ok) return undefined;
    const base = parsed.value;
    const { key } = await readKey(base, this.#ports);
    if (key === undefined && base.isOfficial) return undefined;
    if (!(await this.#mayGo(base))) return undefined;
    return { target: toTarget(base, settings, key), base };
  }

  async #mayGo({ unencrypted, isLoopback, host }: BaseUrl): Promise<boolean> {
    return !unencrypted || isLoopback || (await this.#ports.mayGoUnencrypted(host));
  }
}

function toTarget(base: BaseUrl, settings: Settings, apiKey: string | undefined): ApiTarget {
  return {
    baseUrl: base.baseUrl,
    extraHeaders: settings.extraHeaders,
    ...(apiKey === undefined ? {} : { apiKey }),
  };
}

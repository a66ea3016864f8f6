/** Decides where a turn's request goes, as whom and in which shape: settings, key, profile, model and repairs. */

import type { ErrorAction, ErrorData, ErrorKind, UnsentReason } from '../conversation/errors.ts';
import type { ConversationSettings, Profile } from '../conversation/model.ts';
import { parseBaseUrl, type BaseUrl } from '../deepseek/baseUrl.ts';
import {
  capabilitiesOf,
  chooseModel,
  needsModelList,
  resolveProfile,
  type ModelChoice,
  type ResolvedProfile,
} from '../deepseek/profile.ts';
import type { ApiTarget, ListedModel } from '../deepseek/types.ts';
import type { Settings } from '../platform/settings.ts';
import type { ModelDirectory } from './modelDirectory.ts';
import type { ChatPorts } from './ports.ts';
import { RepairMemory, type Repair } from './repairs.ts';
import type { RequestPlan } from './requestBuilder.ts';

/** Everything about a request but its messages. */
export interface PreparedRequest {
  readonly target: ApiTarget;
  readonly origin: string;
  readonly host: string;
  readonly profile: Profile;
  readonly plan: RequestPlan;
  readonly idleTimeoutMs: number;
  readonly repairs: readonly string[];
  /** Learns from a refusal; the name of the repair, if the request should be sent once more. */
  readonly repair: (error: ErrorData) => string | undefined;
}

/** What a turn's request is made of, asked anew for each attempt, since a repair changes it. */
export type PrepareRequest = (
  signal: AbortSignal,
) => Promise<
  | { readonly ok: true; readonly value: PreparedRequest }
  | { readonly ok: false; readonly error: ErrorData }
>;

/** What the panel shows of the next message's request; the same rules as for the request itself. */
export interface NextRequest {
  readonly base: BaseUrl;
  readonly profile: ResolvedProfile;
  readonly choice: ModelChoice;
  readonly listed: readonly ListedModel[] | undefined;
  /** What to offer while the server has not told which models it has. */
  readonly suggestedModels: readonly string[];
}

/** Plans requests of all conversations. */
export class RequestPlanner {
  private readonly ports: ChatPorts;
  private readonly models: ModelDirectory;
  private readonly repairs = new RepairMemory();

  constructor(ports: ChatPorts, models: ModelDirectory) {
    this.ports = ports;
    this.models = models;
  }

  /** What the next request would be by what is known now; `undefined` when the base URL is none. */
  next(own: ConversationSettings): NextRequest | undefined {
    const settings = this.ports.settings();
    const parsed = parseBaseUrl(settings.baseUrl);
    if (!parsed.ok) return undefined;
    const base = parsed.value;
    const listed = this.models.known(base.baseUrl);
    const profile = resolveProfile(settings.profile, base, listed);
    return {
      base,
      profile,
      listed,
      suggestedModels: capabilitiesOf(profile.profile).suggestedModels,
      choice: choose(settings, own, profile, listed),
    };
  }

  /** Prepares a turn's request; settings are read once, so that a turn ends as it began. */
  forTurn(own: ConversationSettings): PrepareRequest {
    const settings = this.ports.settings();
    return (signal) => this.prepare(settings, own, signal);
  }

  /** Asks the present server for its models unless they are known; ends quietly where that cannot be. */
  async fetchModels(signal: AbortSignal): Promise<void> {
    const settings = this.ports.settings();
    const parsed = parseBaseUrl(settings.baseUrl);
    if (!parsed.ok) return;
    const base = parsed.value;
    const apiKey = await this.readKey(base);
    if (apiKey === undefined && base.isOfficial) return;
    if (base.unencrypted && !base.isLoopback && !(await this.ports.mayGoUnencrypted(base.host))) {
      return;
    }
    await this.models.list(toTarget(base, settings, apiKey), signal);
  }

  private async prepare(
    settings: Settings,
    own: ConversationSettings,
    signal: AbortSignal,
  ): ReturnType<PrepareRequest> {
    const parsed = parseBaseUrl(settings.baseUrl);
    if (!parsed.ok) return unsent('invalidRequest', 'baseUrl', 'openBaseUrlSetting');
    const base = parsed.value;
    const apiKey = await this.readKey(base);
    if (apiKey === undefined && base.isOfficial) {
      return unsent('auth', 'noKey', 'setApiKey', base.host);
    }
    if (base.unencrypted && !base.isLoopback && !(await this.ports.mayGoUnencrypted(base.host))) {
      return unsent('invalidRequest', 'unencrypted', 'openBaseUrlSetting', base.host);
    }
    const target = toTarget(base, settings, apiKey);
    const listed = needsModelList(settings.profile, base)
      ? await this.models.list(target, signal)
      : this.models.known(base.baseUrl);
    const profile = resolveProfile(settings.profile, base, listed);
    const repairs = this.repairs.of(base.origin);
    return {
      ok: true,
      value: {
        target,
        origin: base.origin,
        host: base.host,
        profile: profile.profile,
        plan: toPlan(settings, choose(settings, own, profile, listed), profile.profile, repairs),
        idleTimeoutMs: settings.idleTimeoutSeconds * 1000,
        repairs: [...repairs],
        repair: (error) => this.repairs.learn(base.origin, error),
      },
    };
  }

  private async readKey(base: BaseUrl): Promise<string | undefined> {
    try {
      return await this.ports.keys.read(base.origin);
    } catch {
      // What a key store throws may hold the key; that it failed is all that may be told.
      this.ports.logger.warn(`The key for ${base.host} could not be read.`);
      return undefined;
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

function choose(
  settings: Settings,
  own: ConversationSettings,
  profile: ResolvedProfile,
  listed: readonly ListedModel[] | undefined,
): ModelChoice {
  return chooseModel({
    model: own.model ?? settings.model,
    thinking: own.thinking ?? settings.thinking,
    reasoningEffort: own.reasoningEffort ?? settings.reasoningEffort,
    profile,
    listed,
  });
}

function toPlan(
  settings: Settings,
  choice: ModelChoice,
  profile: Profile,
  repairs: ReadonlySet<Repair>,
): RequestPlan {
  const capabilities = capabilitiesOf(profile);
  return {
    model: choice.model,
    thinking: choice.thinking,
    ...(choice.reasoningEffort === undefined ? {} : { reasoningEffort: choice.reasoningEffort }),
    mergesSameRole: capabilities.strictAlternation || repairs.has('alternation'),
    sendsReasoning: repairs.has('reasoningMissing'),
    asksForUsage: capabilities.streamOptions && !repairs.has('streamOptions'),
    extraBody: settings.extraBody,
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

/** Plans a turn's request from settings, key, profile, model and repairs. */

import type { ErrorData } from '../../conversation/errors.ts';
import type { PrefixSupport } from '../../conversation/continuation.ts';
import type { ConversationSettings, ApiProfile, RequestRecord } from '../../conversation/model.ts';
import type { ChangedField } from '../../conversation/requestFingerprint.ts';
import { betaUrl, parseBaseUrl, type BaseUrl } from '../../deepseek/http/baseUrl.ts';
import {
  capabilitiesOf,
  needsModelList,
  readingProfile,
  resolveProfile,
  type ModelChoice,
  type ResolvedProfile,
} from '../../deepseek/models/apiProfile.ts';
import type { ApiTarget, ListedModel } from '../../deepseek/types.ts';
import { Emitter } from '../../platform/emitter.ts';
import type { Settings } from '../../platform/settings/settings.ts';
import type { ContinuationSource } from './continuationMessages.ts';
import type { ListingState, ModelDirectory } from './modelLists.ts';
import type { ChatPorts } from '../ports.ts';
import { applyRepairs } from './applyRepairs.ts';
import {
  maxAcceptedTokens,
  refusedParameters,
  RepairMemory,
  learnedReasoningRule,
  withRepair,
  type Repairs,
} from './repairMemory.ts';
import type { RequestPlan } from './requestOptions.ts';
import {
  resolveModel,
  parameterRules,
  toRequestOptions,
  type ParameterRules,
  type RequestContext,
} from './requestOptions.ts';
import { RequestTargets } from './requestTargets.ts';

/** Everything about a request but its messages. */
export interface PreparedRequest {
  readonly target: ApiTarget;
  readonly origin: string;
  readonly host: string;
  readonly profile: ApiProfile;
  /** How its answer is read, which may be another profile than it was shaped for. */
  readonly readAs: ApiProfile;
  readonly plan: RequestPlan;
  readonly idleTimeoutMs: number;
  /** Whether the vendor's prices hold there (contract 9.4). */
  readonly priced: boolean;
  /** Names of the repairs that shape it. */
  readonly repairs: readonly string[];
  /** What they left out or changed of what was wanted. */
  readonly altered: readonly ChangedField[];
  /** Keeps this turn's repairs for the origin: the server took the request with them. */
  readonly rememberRepairs: () => void;
}

/** What a turn's request is made of, asked again for each attempt; `repairs` are those that this turn tries. */
export type PrepareRequest = (
  signal: AbortSignal,
  repairs: Repairs,
) => Promise<
  | { readonly ok: true; readonly value: PreparedRequest }
  | { readonly ok: false; readonly error: ErrorData }
>;

/** What the panel shows of the next message's request; the same rules as for the request itself. */
export interface NextRequest extends ParameterRules {
  readonly base: BaseUrl;
  readonly profile: ResolvedProfile;
  readonly choice: ModelChoice;
  readonly listed: readonly ListedModel[] | undefined;
  /** Whether the list is being asked for, or why it could not be had. */
  readonly listing: ListingState | undefined;
  /** What to offer until the server has listed its models. */
  readonly suggestedModels: readonly string[];
  /** What an answer can go on from there. */
  readonly prefix: PrefixSupport;
  /** The shape of a request whose answer has not begun. */
  readonly plan: RequestPlan;
}

/** A retired id that was chosen, and what is sent instead (contract 3.2). */
export interface Translation {
  readonly from: string;
  readonly to: string;
  readonly thinking: 'on' | 'off';
}

/** Plans requests of all conversations. */
export class RequestPlanner {
  /** A request goes to another model than the one chosen, which is no longer served (contract 3.2). */
  readonly onTranslated = new Emitter<Translation>();

  readonly #ports: ChatPorts;
  readonly #models: ModelDirectory;
  readonly #repairs = new RepairMemory();
  readonly #targets: RequestTargets;

  constructor(ports: ChatPorts, models: ModelDirectory) {
    this.#ports = ports;
    this.#targets = new RequestTargets(ports);
    this.#models = models;
  }

  /** What the next request would be by what is known now; `undefined` when the base URL is none. */
  next(own: ConversationSettings): NextRequest | undefined {
    const settings = this.#ports.settings();
    const parsed = parseBaseUrl(settings.baseUrl);
    if (!parsed.ok) return undefined;
    const base = parsed.value;
    const listed = this.#models.known(base.baseUrl);
    const profile = resolveProfile(settings.profile, base, listed);
    const choice = resolveModel(settings, own, profile, listed);
    const repairs = this.#repairs.of(base.origin);
    const rules = parameterRules(
      settings,
      own,
      choice,
      profile.profile,
      refusedParameters(repairs, choice.model),
    );
    return {
      base,
      profile,
      listed,
      listing: this.#models.stateOf(base.baseUrl),
      ...rules,
      maxOutputTokens: Math.min(rules.maxOutputTokens, maxAcceptedTokens(repairs, choice.model)),
      suggestedModels: capabilitiesOf(profile.profile).suggestedModels,
      choice,
      prefix: repairs.has('prefix') ? 'none' : capabilitiesOf(profile.profile).prefix,
      plan: this.#toRepairedPlan(
        settings,
        own,
        choice,
        { profile: profile.profile, begun: false },
        repairs,
      ).plan,
    };
  }

  /** Prepares a turn's request; settings are read once, so that a turn ends as it began. */
  forTurn(own: ConversationSettings, nature: ContinuationSource = {}): PrepareRequest {
    const settings = this.#ports.settings();
    return (signal, repairs) => this.#prepare(settings, own, nature, signal, repairs);
  }

  /** Fetches the current server's models unless they are known or being fetched; `next` reports the outcome. */
  async fetchModels(signal: AbortSignal): Promise<void> {
    const parsed = parseBaseUrl(this.#ports.settings().baseUrl);
    if (!parsed.ok) return;
    const { value: base } = parsed;
    const quiet = await this.quietTarget();
    if (quiet === undefined) this.#models.fail(base.baseUrl, noKeyFor(base));
    else if (this.#models.stateOf(quiet.target.baseUrl) !== 'loading') {
      await this.#models.list(quiet.target, signal);
    }
  }

  /** Where to ask what nobody waits for, without asking the user anything; none where that cannot be. */
  quietTarget(): ReturnType<RequestTargets['quiet']> {
    return this.#targets.quiet(this.#ports.settings());
  }

  async #prepare(
    settings: Settings,
    own: ConversationSettings,
    nature: ContinuationSource,
    signal: AbortSignal,
    tried: Repairs,
  ): ReturnType<PrepareRequest> {
    const found = await this.#targets.find(settings);
    if (!found.ok) return found;
    const { base, target } = found.value;
    const listed = needsModelList(settings.profile, base)
      ? await this.#models.list(target, signal)
      : this.#models.known(base.baseUrl);
    const profile = resolveProfile(settings.profile, base, listed);
    const wish = nature.like?.origin === base.origin ? sameAs(nature.like, own) : own;
    const choice = resolveModel(settings, wish, profile, listed);
    if (choice.translatedFrom !== undefined) {
      const thinking = choice.thinking === 'enabled' ? 'on' : 'off';
      this.onTranslated.fire({ from: choice.translatedFrom, to: choice.model, thinking });
    }
    let repairs = this.#repairs.of(base.origin);
    for (const repair of tried.values()) repairs = withRepair(repairs, repair);
    const shape = { profile: profile.profile, begun: nature.begun === true };
    const { plan, altered } = this.#toRepairedPlan(settings, wish, choice, shape, repairs);
    return {
      ok: true,
      value: {
        target: plan.prefix === 'none' ? target : { ...target, baseUrl: betaUrl(base) },
        origin: base.origin,
        host: base.host,
        profile: profile.profile,
        readAs: readingProfile(profile, base),
        plan,
        idleTimeoutMs: settings.idleTimeoutSeconds * 1000,
        priced: profile.officialRules,
        repairs: [...repairs.keys()],
        altered,
        rememberRepairs: () => this.#repairs.remember(base.origin, tried),
      },
    };
  }

  #toRepairedPlan(
    settings: Settings,
    own: ConversationSettings,
    choice: ModelChoice,
    nature: Omit<RequestContext, 'said'>,
    repairs: Repairs,
  ): ReturnType<typeof applyRepairs> {
    const said = learnedReasoningRule(repairs);
    const wanted = toRequestOptions(settings, own, choice, { ...nature, said });
    return applyRepairs(wanted, repairs);
  }
}

function noKeyFor({ host }: BaseUrl): ErrorData {
  return { kind: 'auth', message: '', reason: 'noKey', host, action: 'setApiKey' };
}

function sameAs({ parameters }: RequestRecord, own: ConversationSettings): ConversationSettings {
  const { model, thinking, reasoningEffort } = parameters;
  return {
    ...own,
    model,
    ...(thinking === 'unset' ? {} : { thinking: thinking === 'enabled' ? 'on' : 'off' }),
    ...(reasoningEffort === undefined ? {} : { reasoningEffort }),
  };
}

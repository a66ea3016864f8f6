/** API profiles: which API generation a server speaks, and what may be sent to which model. */

import type { PrefixSupport } from '../../conversation/continuation.ts';
import type { ApiProfile, ReasoningEffort, ThinkingChoice } from '../../conversation/model.ts';
import type { Settings } from '../../platform/settings/settings.ts';
import type { BaseUrl } from '../http/baseUrl.ts';
import { knownModel } from './modelCatalog.ts';
import { preferredModel } from './preferredModel.ts';
import type { ListedModel } from '../types.ts';

/** A profile, and how it was determined. */
export interface ResolvedProfile {
  readonly profile: ApiProfile;
  readonly by: 'setting' | 'origin' | 'models' | 'modelsUnavailable';
  /** Whether retired ids are translated and prices shown (contract 3.2, 9.4). */
  readonly officialRules: boolean;
}

/** What a profile sends and how it reads responses (contract 19). */
export interface Capabilities {
  readonly profile: ApiProfile;
  /** `thinking` and `reasoning_effort` are sent with every request (contract 4). */
  readonly sendsThinking: boolean;
  /** Adjacent messages of the same role are merged (contract 6.4). */
  readonly strictAlternation: boolean;
  /** `stream_options` is sent with streaming requests. */
  readonly streamOptions: boolean;
  /** Field names of reasoning; the first one present is used. */
  readonly reasoningFields: readonly string[];
  /** A leading `<think>` block in the content is reasoning. */
  readonly thinkTags: boolean;
  /** `[DONE]` without a finish reason completes an answer. */
  readonly doneCompletes: boolean;
  /** Whether `/beta` is available: prefix completion and FIM (contract 12, 13). */
  readonly beta: boolean;
  /** What prefix completion can continue under `/beta` (contract 12). */
  readonly prefix: PrefixSupport;
  /** Fallback if the server lists no models. */
  readonly defaultModel: string;
  /** Offered until the server's model list is loaded. */
  readonly suggestedModels: readonly string[];
}

const table: Readonly<Record<ApiProfile, Capabilities>> = {
  official: {
    profile: 'official',
    sendsThinking: true,
    strictAlternation: false,
    streamOptions: true,
    reasoningFields: ['reasoning_content'],
    thinkTags: false,
    doneCompletes: false,
    beta: true,
    prefix: 'thinking',
    defaultModel: 'deepseek-flash',
    suggestedModels: ['deepseek-flash', 'deepseek-v4-pro'],
  },
  legacy: {
    profile: 'legacy',
    sendsThinking: false,
    strictAlternation: true,
    streamOptions: true,
    reasoningFields: ['reasoning_content'],
    thinkTags: false,
    doneCompletes: false,
    beta: true,
    prefix: 'content',
    defaultModel: 'deepseek-chat',
    suggestedModels: ['deepseek-chat', 'deepseek-reasoner'],
  },
  compatible: {
    profile: 'compatible',
    sendsThinking: false,
    strictAlternation: true,
    streamOptions: true,
    reasoningFields: ['reasoning_content', 'reasoning', 'reasoning_details'],
    thinkTags: true,
    doneCompletes: true,
    beta: false,
    prefix: 'none',
    defaultModel: 'deepseek-flash',
    suggestedModels: [],
  },
};

/** The capabilities of a profile. */
export function capabilitiesOf(profile: ApiProfile): Capabilities {
  return table[profile];
}

function profileOfModels(models: readonly ListedModel[]): ApiProfile {
  const lists = (id: string) => models.some((model) => model.id === id);
  if (lists('deepseek-flash') || lists('deepseek-v4-pro')) return 'official';
  if (lists('deepseek-chat') || lists('deepseek-reasoner')) return 'legacy';
  return 'compatible';
}

/** Whether the profile depends on `GET /models`. */
export function needsModelList(setting: Settings['profile'], base: BaseUrl): boolean {
  return setting === 'auto' && !base.isOfficial;
}

/** Resolves the `profile` setting. `models` is undefined if `GET /models` failed; such a result must not be cached. */
export function resolveProfile(
  setting: Settings['profile'],
  base: BaseUrl,
  models: readonly ListedModel[] | undefined,
): ResolvedProfile {
  const officialRules = base.isOfficial || setting === 'official';
  if (setting !== 'auto') return { profile: setting, by: 'setting', officialRules };
  if (base.isOfficial) return { profile: 'official', by: 'origin', officialRules };
  if (models === undefined) {
    return { profile: 'compatible', by: 'modelsUnavailable', officialRules };
  }
  return { profile: profileOfModels(models), by: 'models', officialRules };
}

/**
 * The profile for reading answers: a server other than the vendor's may list the vendor's models but use its own
 * response format (contract 7, 19).
 */
export function readingProfile({ profile, by }: ResolvedProfile, base: BaseUrl): ApiProfile {
  if (base.isOfficial) return profile === 'compatible' ? 'official' : profile;
  return by === 'setting' ? profile : 'compatible';
}

/** The user's choice, and what is known about the server. */
export interface RequestedModel {
  /** A model id, or `auto`. */
  readonly model: string;
  readonly thinking: ThinkingChoice;
  readonly reasoningEffort: ReasoningEffort;
  readonly profile: ResolvedProfile;
  /** The server's model list; undefined if unknown. */
  readonly listed: readonly ListedModel[] | undefined;
}

/** What to send. */
export interface ModelChoice {
  readonly model: string;
  /** `unset`: the `thinking` field is not sent. */
  readonly thinking: 'enabled' | 'disabled' | 'unset';
  readonly reasoningEffort?: ReasoningEffort;
  /** The retired id that the user chose, if it was replaced (contract 3.2). */
  readonly translatedFrom?: string;
  /** Why the thinking switch has no effect: the model id or the server decides. */
  readonly thinkingFixedBy?: 'model' | 'server';
}

function autoModel(wish: RequestedModel): string {
  const ids = wish.listed?.map((model) => model.id) ?? [];
  return preferredModel(ids) ?? capabilitiesOf(wish.profile.profile).defaultModel;
}

function chooseOfficial(wish: RequestedModel, wanted: string): ModelChoice {
  const replacement = knownModel(wanted)?.replacement;
  const automatic = replacement?.thinking ?? 'enabled';
  const thinking =
    wish.thinking === 'auto' ? automatic : wish.thinking === 'on' ? 'enabled' : 'disabled';
  const translated = replacement !== undefined && wish.profile.officialRules;
  return {
    model: translated ? replacement.id : wanted,
    thinking,
    ...(thinking === 'enabled' && { reasoningEffort: wish.reasoningEffort }),
    ...(translated && { translatedFrom: wanted }),
  };
}

function chooseLegacy(wish: RequestedModel): ModelChoice {
  if (wish.model !== 'auto') {
    return { model: wish.model, thinking: 'unset', thinkingFixedBy: 'model' };
  }
  const wanted = wish.thinking === 'on' ? 'deepseek-reasoner' : 'deepseek-chat';
  const listed = wish.listed ?? [];
  const missing = listed.length > 0 && !listed.some((model) => model.id === wanted);
  return missing
    ? { model: autoModel(wish), thinking: 'unset', thinkingFixedBy: 'model' }
    : { model: wanted, thinking: 'unset' };
}

/** Resolves the user's choice to what is sent; pure, so that the panel can show it before sending. */
export function chooseModel(wish: RequestedModel): ModelChoice {
  switch (wish.profile.profile) {
    case 'legacy':
      return chooseLegacy(wish);
    case 'official':
      return chooseOfficial(wish, wish.model === 'auto' ? autoModel(wish) : wish.model);
    case 'compatible':
      return {
        model: wish.model === 'auto' ? autoModel(wish) : wish.model,
        thinking: 'unset',
        thinkingFixedBy: 'server',
      };
  }
}

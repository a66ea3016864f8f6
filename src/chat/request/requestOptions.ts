/** Derives request options from settings, the chat's choices and the profile; pure. */

import type { PrefixSupport } from '../../conversation/continuation.ts';
import type { ConversationSettings, ApiProfile } from '../../conversation/model.ts';
import type { SentParameters } from '../../conversation/parameters.ts';
import {
  maxOutputTokens,
  parameterSupport,
  type ParameterName,
  type ParameterSupport,
} from '../../deepseek/models/parameterSupport.ts';
import {
  capabilitiesOf,
  chooseModel,
  type ModelChoice,
  type ResolvedProfile,
} from '../../deepseek/models/apiProfile.ts';
import type { ListedModel } from '../../deepseek/types.ts';
import type { Settings } from '../../platform/settings/settings.ts';
import { parameterValues, toSentParameters } from './requestParameters.ts';
import { sendsReasoning } from './reasoningPolicy.ts';

/** What decides a request's shape besides the conversation. */
export interface RequestPlan {
  readonly model: string;
  /** `unset` sends no such field at all. */
  readonly thinking: 'enabled' | 'disabled' | 'unset';
  /** Sent only where thinking is switched on. */
  readonly reasoningEffort?: 'low' | 'high' | 'max';
  /** The other parameters; none are sent where this is missing. */
  readonly parameters?: SentParameters;
  /** Asks for JSON in words also where the word is there (contract 17.3). */
  readonly insistsOnJson?: true;
  /** Joins neighbours of the same role (contract 6.4). */
  readonly mergesSameRole: boolean;
  /** Puts `reasoning_content` on every earlier answer (contract 6.3). */
  readonly sendsReasoning: boolean;
  /** Asks for usage at the end of the stream (contract 7.3). */
  readonly asksForUsage: boolean;
  /** From the setting `extraBody`. */
  readonly extraBody: Readonly<Record<string, unknown>>;
  /** How an answer that has begun goes on. */
  readonly prefix: PrefixSupport;
}

/** What the sheet and the request go by. */
export interface ParameterRules {
  /** What becomes of each parameter. */
  readonly support: Readonly<Record<ParameterName, ParameterSupport>>;
  /** The most tokens of one answer, as far as it is known. */
  readonly maxOutputTokens: number;
}

/** Model and thinking by what the chat and the settings say. */
export function resolveModel(
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

/** What becomes of each parameter with this model; the same for the sheet as for the request. */
export function parameterRules(
  settings: Settings,
  own: ConversationSettings,
  choice: ModelChoice,
  profile: ApiProfile,
  refused: ReadonlySet<ParameterName> = new Set(),
): ParameterRules {
  const { logprobs } = parameterValues(settings, own);
  const limits = settings.modelLimits[choice.model];
  return {
    support: parameterSupport({ profile, choice, logprobs, limits, refused }),
    maxOutputTokens: maxOutputTokens(profile, choice.model, limits),
  };
}

/** What decides the shape besides the choices. */
export interface RequestContext {
  readonly profile: ApiProfile;
  /** The answer has begun: with what there is of a cut one, or with the user's own words. */
  readonly begun: boolean;
  /** What the server said of earlier thoughts in requests. */
  readonly said: 'missing' | 'forbidden' | undefined;
}

/** The shape of the request before any repair. */
export function toRequestOptions(
  settings: Settings,
  own: ConversationSettings,
  choice: ModelChoice,
  { profile, begun, said }: RequestContext,
): RequestPlan {
  const capabilities = capabilitiesOf(profile);
  const { support, maxOutputTokens } = parameterRules(settings, own, choice, profile);
  const values = parameterValues(settings, own);
  return {
    model: choice.model,
    thinking: choice.thinking,
    ...(choice.reasoningEffort === undefined ? {} : { reasoningEffort: choice.reasoningEffort }),
    parameters: toSentParameters(values, settings.userId, support, maxOutputTokens),
    mergesSameRole: capabilities.strictAlternation,
    sendsReasoning: sendsReasoning({
      profile,
      thinking: choice.thinking,
      // None are offered yet.
      hasTools: false,
      ...(said === undefined ? {} : { said }),
    }),
    asksForUsage: capabilities.streamOptions,
    extraBody: settings.extraBody,
    prefix: begun ? capabilities.prefix : 'none',
  };
}

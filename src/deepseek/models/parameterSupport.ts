/**
 * Whether each parameter is sent, ignored or refused for a profile, model and thinking mode, and why (contract 4, 10).
 */

import type { Profile } from '../../conversation/model.ts';
import { parameterRanges, type NumberParameter } from '../../platform/settings/parameterRanges.ts';
import type { ModelLimits } from '../../platform/settings/settings.ts';
import { knownModel, type ModelInfo } from './modelCatalog.ts';
import type { ModelChoice } from './apiProfile.ts';

/** A parameter of a request that a person can set. */
export type ParameterName =
  | NumberParameter
  | 'thinking'
  | 'reasoningEffort'
  | 'stop'
  | 'jsonOutput'
  | 'stream'
  | 'logprobs'
  | 'userId';

/** Why a parameter is not sent. */
export type ParameterReason =
  /** The model does not look at it while it thinks, or while it does not. */
  | 'whileThinking'
  | 'whileNotThinking'
  /** The model takes it and nothing changes. */
  | 'noEffect'
  /** This model refuses it, or takes no notice. */
  | 'modelRefuses'
  | 'modelIgnores'
  /** The model's id decides it. */
  | 'modelDecides'
  /** The API of 2025 does not have it. */
  | 'notThen'
  /** Not every compatible server knows it. */
  | 'serverUnknown'
  /** The server refused it earlier. */
  | 'serverRefused'
  /** The setting `modelLimits` says that the model has it not. */
  | 'limits'
  /** Goes only with token probabilities. */
  | 'needsLogprobs';

/** What becomes of a parameter; only what is `sent` ever leaves. */
export type ParameterSupport =
  | { readonly use: 'sent' }
  | { readonly use: 'ignored' | 'refused'; readonly reason: ParameterReason };

/** What the answer depends on. */
export interface RequestShape {
  readonly profile: Profile;
  readonly choice: Pick<ModelChoice, 'model' | 'thinking' | 'thinkingFixedBy'>;
  /** Whether token probabilities are wanted, without which alternatives are refused. */
  readonly logprobs: boolean;
  /** From the setting `modelLimits`, for this model. */
  readonly limits?: ModelLimits | undefined;
  /** What the server refused with a known message (contract 17.3). */
  readonly refused?: ReadonlySet<ParameterName>;
}

const sent: ParameterSupport = { use: 'sent' };
const ignored = (reason: ParameterReason): ParameterSupport => ({ use: 'ignored', reason });
const refused = (reason: ParameterReason): ParameterSupport => ({ use: 'refused', reason });

/** Says for every parameter what becomes of it. */
export function parameterSupport(
  shape: RequestShape,
): Readonly<Record<ParameterName, ParameterSupport>> {
  const table = withLimits(byProfile(shape), shape.limits ?? {});
  for (const name of shape.refused ?? []) table[name] = refused('serverRefused');
  if (table.logprobs.use !== 'sent') table.topLogprobs = table.logprobs;
  else if (!shape.logprobs) table.topLogprobs = ignored('needsLogprobs');
  return table;
}

type Table = Record<ParameterName, ParameterSupport>;

/** What every server takes. */
const common = {
  temperature: sent,
  topP: sent,
  maxTokens: sent,
  stop: sent,
  jsonOutput: sent,
  stream: sent,
} as const;

function byProfile(shape: RequestShape): Table {
  switch (shape.profile) {
    case 'official':
      return official(shape.choice);
    case 'legacy':
      return legacy(shape.choice);
    case 'compatible': {
      const unknown = refused('serverUnknown');
      return {
        ...common,
        thinking: unknown,
        reasoningEffort: unknown,
        frequencyPenalty: unknown,
        presencePenalty: unknown,
        logprobs: unknown,
        topLogprobs: unknown,
        userId: unknown,
      };
    }
  }
}

function official(choice: RequestShape['choice']): Table {
  // Thinking is on unless it is switched off in so many words.
  const thinks = choice.thinking !== 'disabled';
  return {
    ...common,
    thinking: sent,
    reasoningEffort: thinks ? sent : ignored('whileNotThinking'),
    temperature: thinks ? ignored('whileThinking') : sent,
    topP: officialTopP(knownModel(choice.model), thinks),
    frequencyPenalty: ignored('noEffect'),
    presencePenalty: ignored('noEffect'),
    logprobs: sent,
    topLogprobs: sent,
    userId: sent,
  };
}

/** V4.1-Flash reads it only while thinking, V4-Pro only while not; of a model not known yet nothing is known. */
function officialTopP(model: ModelInfo | undefined, thinks: boolean): ParameterSupport {
  if (model?.topP === 'whileThinking' && !thinks) return ignored('whileNotThinking');
  if (model?.topP === 'whileNotThinking' && thinks) return ignored('whileThinking');
  return sent;
}

function legacy(choice: RequestShape['choice']): Table {
  const reasons = knownModel(choice.model)?.thinking === 'always';
  const sampling = reasons ? ignored('modelIgnores') : sent;
  const feature = reasons ? refused('modelRefuses') : sent;
  return {
    ...common,
    thinking: choice.thinkingFixedBy === undefined ? sent : ignored('modelDecides'),
    reasoningEffort: refused('notThen'),
    temperature: sampling,
    topP: sampling,
    frequencyPenalty: sampling,
    presencePenalty: sampling,
    jsonOutput: feature,
    logprobs: feature,
    topLogprobs: feature,
    userId: refused('notThen'),
  };
}

/** What the user says of a model counts more than what is known of the profile. */
function withLimits(table: Table, limits: ModelLimits): Table {
  const said = (flag: boolean | undefined, now: ParameterSupport): ParameterSupport =>
    flag === undefined ? now : flag ? sent : refused('limits');
  return {
    ...table,
    jsonOutput: said(limits.json, table.jsonOutput),
    logprobs: said(limits.logprobs, table.logprobs),
    topLogprobs: said(limits.logprobs, table.topLogprobs),
    frequencyPenalty: said(limits.penalties, table.frequencyPenalty),
    presencePenalty: said(limits.penalties, table.presencePenalty),
  };
}

/** The most tokens of one answer, as far as it is known; another server may serve a known name with other limits. */
export function mostOutputTokens(
  profile: Profile,
  model: string,
  limits: ModelLimits | undefined,
): number {
  const known = profile === 'compatible' ? undefined : knownModel(model)?.maxOutput;
  return limits?.output ?? known ?? parameterRanges.maxTokens.max;
}

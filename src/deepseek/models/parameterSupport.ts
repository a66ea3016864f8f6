/** What becomes of each parameter with a profile, a model and its thinking: sent, ignored or refused, and why (contract 4, 10). */

import type { ApiProfile } from '../../conversation/model.ts';
import {
  parameters,
  samplingParameters,
  type SamplingParameter,
  type SupportRules,
} from '../../conversation/parameters.ts';
import type { ModelLimits } from '../../platform/settings/settings.ts';
import { knownModel, type ModelInfo } from './modelCatalog.ts';
import type { ModelChoice } from './apiProfile.ts';

/** A parameter of a request that a person can set. */
export type ParameterName = SamplingParameter | 'thinking' | 'reasoningEffort' | 'userId';

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
  readonly profile: ApiProfile;
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

function byProfile({ profile, choice }: RequestShape): Table {
  switch (profile) {
    case 'official':
      return official(choice);
    case 'legacy':
      return legacy(choice);
    case 'compatible': {
      const unknown = refused('serverUnknown');
      const sampling = toSampling(({ compatible }) => (compatible === 'unknown' ? unknown : sent));
      return { ...sampling, thinking: unknown, reasoningEffort: unknown, userId: unknown };
    }
  }
}

/** By the rules that each sampling parameter is declared with. */
function toSampling(
  apply: (rules: SupportRules) => ParameterSupport,
): Record<SamplingParameter, ParameterSupport> {
  const entries = samplingParameters.map((key) => [key, apply(rulesOf(key))]);
  return Object.fromEntries(entries) as Record<SamplingParameter, ParameterSupport>;
}

function rulesOf(key: SamplingParameter): SupportRules {
  const row = parameters[key];
  return 'support' in row ? row.support : {};
}

function official(choice: RequestShape['choice']): Table {
  // Thinking is on unless it is switched off in so many words.
  const thinks = choice.thinking !== 'disabled';
  const model = knownModel(choice.model);
  return {
    ...toSampling((rules) => officialSampling(rules.official, model, thinks)),
    thinking: sent,
    reasoningEffort: thinks ? sent : ignored('whileNotThinking'),
    userId: sent,
  };
}

function officialSampling(
  rule: SupportRules['official'],
  model: ModelInfo | undefined,
  thinks: boolean,
): ParameterSupport {
  switch (rule) {
    case 'noEffect':
      return ignored('noEffect');
    case 'whileThinking':
      return thinks ? ignored('whileThinking') : sent;
    case 'byModel':
      return officialTopP(model, thinks);
    case undefined:
      return sent;
  }
}

/** V4.1-Flash reads it only while thinking, V4-Pro only while not; of a model not known yet nothing is known. */
function officialTopP(model: ModelInfo | undefined, thinks: boolean): ParameterSupport {
  if (model?.topP === 'whileThinking' && !thinks) return ignored('whileNotThinking');
  if (model?.topP === 'whileNotThinking' && thinks) return ignored('whileThinking');
  return sent;
}

function legacy(choice: RequestShape['choice']): Table {
  const reasons = knownModel(choice.model)?.thinking === 'always';
  return {
    ...toSampling(({ legacyReasoner: rule }) => {
      if (!reasons || rule === undefined) return sent;
      return rule === 'ignored' ? ignored('modelIgnores') : refused('modelRefuses');
    }),
    thinking: choice.thinkingFixedBy === undefined ? sent : ignored('modelDecides'),
    reasoningEffort: refused('notThen'),
    userId: refused('notThen'),
  };
}

/** What the user says of a model counts more than what is known of the profile. */
function withLimits(table: Table, limits: ModelLimits): Table {
  const limited = { ...table };
  for (const key of samplingParameters) {
    const { limit } = rulesOf(key);
    const allowed = limit && limits[limit];
    if (allowed !== undefined) limited[key] = allowed ? sent : refused('limits');
  }
  return limited;
}

/** The most tokens of one answer, as far as it is known; another server may serve a known name with other limits. */
export function maxOutputTokens(
  profile: ApiProfile,
  model: string,
  limits: ModelLimits | undefined,
): number {
  const known = profile === 'compatible' ? undefined : knownModel(model)?.maxOutput;
  return limits?.output ?? known ?? parameters.maxTokens.range.max;
}

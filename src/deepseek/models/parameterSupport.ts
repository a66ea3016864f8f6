/**
 * Decides for each parameter whether it is sent, ignored or refused, and why, given profile, model and thinking
 * (contract 4, 10).
 */

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

/** A request parameter that the user can set. */
export type ParameterName = SamplingParameter | 'thinking' | 'reasoningEffort' | 'userId';

/** Why a parameter is not sent. */
export type ParameterReason =
  /** Ignored in thinking mode, or outside it. */
  | 'whileThinking'
  | 'whileNotThinking'
  /** Accepted by the model, but without effect. */
  | 'noEffect'
  /** Refused or ignored by this model. */
  | 'modelRefuses'
  | 'modelIgnores'
  /** Determined by the model id. */
  | 'modelDecides'
  /** Not part of the 2025 API. */
  | 'notThen'
  /** Not supported by every compatible server. */
  | 'serverUnknown'
  /** Rejected by the server earlier. */
  | 'serverRefused'
  /** Disabled for the model by the `modelLimits` setting. */
  | 'limits'
  /** Sent only with token probabilities. */
  | 'needsLogprobs';

/** Whether a parameter is sent; ignored and refused ones are left out. */
export type ParameterSupport =
  | { readonly use: 'sent' }
  | { readonly use: 'ignored' | 'refused'; readonly reason: ParameterReason };

/** What parameter support depends on. */
export interface RequestShape {
  readonly profile: ApiProfile;
  readonly choice: Pick<ModelChoice, 'model' | 'thinking' | 'thinkingFixedBy'>;
  /** Whether token probabilities are requested; without them, alternatives are refused. */
  readonly logprobs: boolean;
  /** The `modelLimits` entry of this model. */
  readonly limits?: ModelLimits | undefined;
  /** Parameters that the server rejected with a known message (contract 17.3). */
  readonly refused?: ReadonlySet<ParameterName>;
}

const sent: ParameterSupport = { use: 'sent' };
const ignored = (reason: ParameterReason): ParameterSupport => ({ use: 'ignored', reason });
const refused = (reason: ParameterReason): ParameterSupport => ({ use: 'refused', reason });

/** Decides the support of every parameter. */
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

/** Applies the rules declared for each sampling parameter. */
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
  // Thinking is on unless it is explicitly disabled.
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

/** V4.1-Flash reads `top_p` only while thinking, V4-Pro only while not; nothing is known about unknown models. */
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

/** The user's settings for a model override the profile's rules. */
function withLimits(table: Table, limits: ModelLimits): Table {
  const limited = { ...table };
  for (const key of samplingParameters) {
    const { limit } = rulesOf(key);
    const allowed = limit && limits[limit];
    if (allowed !== undefined) limited[key] = allowed ? sent : refused('limits');
  }
  return limited;
}

/** The maximum tokens of an answer; the catalogue is ignored for other servers, which may set other limits. */
export function maxOutputTokens(
  profile: ApiProfile,
  model: string,
  limits: ModelLimits | undefined,
): number {
  const known = profile === 'compatible' ? undefined : knownModel(model)?.maxOutput;
  return limits?.output ?? known ?? parameters.maxTokens.range.max;
}

/**
 * The parameters of requests that a user can choose for a chat. Each is declared once, in this table: settings, guards,
 * the parameter sheet, the rules on what is sent, and the fields of request bodies follow from it.
 */

import { messageLimits } from './limits.ts';

/** Bounds of a number; `above` excludes the lower one. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly whole?: true;
  /** The number must be greater than `min`. */
  readonly above?: true;
}

/** Where a parameter is not simply sent (contract 4, 10). */
export interface SupportRules {
  /** The current API: no effect, ignored while the model thinks, or as the model catalogue says. */
  readonly official?: 'noEffect' | 'whileThinking' | 'byModel';
  /** The reasoning model of the API of 2025. */
  readonly legacyReasoner?: 'ignored' | 'refused';
  /** Not every compatible server knows it. */
  readonly compatible?: 'unknown';
  /** The field of the setting `modelLimits` that overrides all of these. */
  readonly limit?: 'json' | 'logprobs' | 'penalties';
}

type ParameterKind =
  | { readonly kind: 'text'; readonly maxLength: number }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  /** `null` sends nothing. */
  | { readonly kind: 'number'; readonly range: NumberRange }
  | { readonly kind: 'flag' }
  | { readonly kind: 'stops' };

/** One row of the table. */
export type Parameter = ParameterKind & {
  readonly default: unknown;
  /** The scope of the setting with the same name; missing where there is no such setting. */
  readonly setting?: 'application' | 'window';
  /** The name in a request body, for parameters that are sent as they are. */
  readonly field?: string;
  readonly support?: SupportRules;
};

/** In the order in which they are stored; the sheet and the wire each put one of them elsewhere. */
export const parameters = {
  /** A model id, or `auto`. */
  model: {
    kind: 'text',
    maxLength: messageLimits.shortText,
    default: 'auto',
    setting: 'application',
  },
  /** `auto` leaves thinking to the profile. */
  thinking: {
    kind: 'choice',
    choices: ['auto', 'on', 'off'],
    default: 'auto',
    setting: 'application',
  },
  reasoningEffort: {
    kind: 'choice',
    choices: ['low', 'high', 'max'],
    default: 'high',
    setting: 'application',
  },
  /** Can be chosen until the chat begins, and is frozen then. */
  systemPrompt: {
    kind: 'text',
    maxLength: messageLimits.systemPrompt,
    default: '',
    setting: 'application',
  },
  temperature: {
    kind: 'number',
    range: { min: 0, max: 2 },
    default: null,
    setting: 'window',
    field: 'temperature',
    support: { official: 'whileThinking', legacyReasoner: 'ignored' },
  },
  topP: {
    kind: 'number',
    range: { min: 0, max: 1, above: true },
    default: null,
    setting: 'window',
    field: 'top_p',
    support: { official: 'byModel', legacyReasoner: 'ignored' },
  },
  frequencyPenalty: {
    kind: 'number',
    range: { min: -2, max: 2 },
    default: null,
    setting: 'window',
    field: 'frequency_penalty',
    support: {
      official: 'noEffect',
      legacyReasoner: 'ignored',
      compatible: 'unknown',
      limit: 'penalties',
    },
  },
  presencePenalty: {
    kind: 'number',
    range: { min: -2, max: 2 },
    default: null,
    setting: 'window',
    field: 'presence_penalty',
    support: {
      official: 'noEffect',
      legacyReasoner: 'ignored',
      compatible: 'unknown',
      limit: 'penalties',
    },
  },
  /** Tokens of one answer, its reasoning included. */
  maxTokens: {
    kind: 'number',
    range: { min: 1, max: 10_000_000, whole: true },
    default: null,
    setting: 'application',
    field: 'max_tokens',
  },
  stop: { kind: 'stops', default: [], setting: 'window', field: 'stop' },
  jsonOutput: {
    kind: 'flag',
    default: false,
    field: 'response_format',
    support: { legacyReasoner: 'refused', limit: 'json' },
  },
  stream: { kind: 'flag', default: true, setting: 'window' },
  logprobs: {
    kind: 'flag',
    default: false,
    setting: 'application',
    field: 'logprobs',
    support: { legacyReasoner: 'refused', compatible: 'unknown', limit: 'logprobs' },
  },
  /** Alternatives for each token; sent only together with `logprobs`. */
  topLogprobs: {
    kind: 'number',
    range: { min: 0, max: 20, whole: true },
    default: null,
    setting: 'application',
    field: 'top_logprobs',
    support: { legacyReasoner: 'refused', compatible: 'unknown', limit: 'logprobs' },
  },
} as const satisfies Readonly<Record<string, Parameter>>;

type Table = typeof parameters;

/** The name of a parameter. */
export type ParameterKey = keyof Table;

type KeysOf<Row> = { [Key in ParameterKey]: Table[Key] extends Row ? Key : never }[ParameterKey];

/** A parameter that is a number. */
export type NumberParameter = KeysOf<{ kind: 'number' }>;
/** A parameter that is on or off. */
export type FlagParameter = KeysOf<{ kind: 'flag' }>;
/** A parameter that a request record keeps as it was sent. */
export type SamplingParameter = KeysOf<{ kind: 'number' | 'flag' | 'stops' }>;
/** A parameter that has a setting of the same name. */
export type SettingParameter = KeysOf<{ setting: string }>;
/** A parameter that has a field of the request body to itself. */
export type SentParameter = KeysOf<{ field: string }>;

type ValueOf<Row> = Row extends { kind: 'number' }
  ? number | null
  : Row extends { kind: 'flag' }
    ? boolean
    : Row extends { kind: 'stops' }
      ? readonly string[]
      : Row extends { choices: readonly (infer Choice)[] }
        ? Choice
        : string;

/** The values of all parameters; `null` means that nothing is sent. */
export type ParameterValues = { readonly [Key in ParameterKey]: ValueOf<Table[Key]> };

/** Whether the model is to think; `auto` leaves it to the profile. */
export type ThinkingChoice = ParameterValues['thinking'];

/** How hard the model should think (contract 4). */
export type ReasoningEffort = ParameterValues['reasoningEffort'];

/** Choices made in the panel for one conversation; they override the settings. */
export type ConversationSettings = Partial<ParameterValues>;

/** The value that a request carries; a flag that is off is left out. */
type SentValueOf<Row> = Row extends { kind: 'flag' } ? true : NonNullable<ValueOf<Row>>;

/** The parameters of a request besides model, thinking and effort; what is missing is not sent. */
export type SentParameters = {
  readonly [Key in SentParameter]?: SentValueOf<Table[Key]>;
} & {
  readonly userId?: string;
  /** The answer was asked for in one piece. */
  readonly stream?: false;
};

/** The parameters that a request carried. */
export type TurnParameters = SentParameters & {
  readonly model: string;
  readonly thinking: 'enabled' | 'disabled' | 'unset';
  readonly reasoningEffort?: ReasoningEffort;
  /** The question was sent with the words that ask for JSON, and goes with them in later requests too. */
  readonly jsonInstruction?: true;
};

/** All parameters. */
export const parameterKeys = Object.keys(parameters) as readonly ParameterKey[];

/** Those that a request record keeps as they were sent. */
export const samplingParameters = parameterKeys.filter((key): key is SamplingParameter => {
  const { kind } = parameters[key];
  return kind !== 'text' && kind !== 'choice';
});

/** Those with a field in the request body, in the order of the fields. */
export const sentParameters: readonly SentParameter[] = [
  ...new Set([
    'maxTokens' as const,
    ...parameterKeys.filter((key): key is SentParameter => 'field' in parameters[key]),
  ]),
];

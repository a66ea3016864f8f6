/**
 * The request parameters that a user can choose for a chat. Each is declared once, in this table: settings, guards, the
 * parameter sheet, the rules on what is sent, and the fields of request bodies are derived from it.
 */

import { messageLimits } from './limits.ts';

/** Bounds of a number; `above` makes the lower bound exclusive. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly whole?: true;
  /** Exclusive minimum. */
  readonly above?: true;
}

/** Conditions under which a parameter is not sent (contract 4, 10). */
export interface SupportRules {
  /** Current API: no effect, ignored in thinking mode, or decided by the model catalogue. */
  readonly official?: 'noEffect' | 'whileThinking' | 'byModel';
  /** The reasoning model of the 2025 API. */
  readonly legacyReasoner?: 'ignored' | 'refused';
  /** Not supported by every compatible server. */
  readonly compatible?: 'unknown';
  /** The field of the `modelLimits` setting that overrides all of these. */
  readonly limit?: 'json' | 'logprobs' | 'penalties';
}

type ParameterKind =
  | { readonly kind: 'text'; readonly maxLength: number }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  /** `null` sends nothing. */
  | { readonly kind: 'number'; readonly range: NumberRange }
  | { readonly kind: 'flag' }
  | { readonly kind: 'stops' };

/** One row of the parameter table. */
export type Parameter = ParameterKind & {
  readonly default: unknown;
  /** The scope of the setting with the same name; missing if there is no such setting. */
  readonly setting?: 'application' | 'window';
  /** The name in the request body, for parameters that are sent unchanged. */
  readonly field?: string;
  readonly support?: SupportRules;
};

/** In storage order; the sheet and the request body each order one of them differently. */
export const parameters = {
  /** A model id, or `auto`. */
  model: {
    kind: 'text',
    maxLength: messageLimits.shortText,
    default: 'auto',
    setting: 'application',
  },
  /** `auto` leaves thinking to the API profile. */
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
  /** Can be changed until the chat starts. */
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
  /** Maximum tokens of one answer, including its reasoning. */
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
  /** Number of alternatives per token; sent only together with `logprobs`. */
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

/** A numeric parameter. */
export type NumberParameter = KeysOf<{ kind: 'number' }>;
/** A boolean parameter. */
export type FlagParameter = KeysOf<{ kind: 'flag' }>;
/** A parameter that a request record stores as sent. */
export type SamplingParameter = KeysOf<{ kind: 'number' | 'flag' | 'stops' }>;
/** A parameter with a setting of the same name. */
export type SettingParameter = KeysOf<{ setting: string }>;
/** A parameter with its own field in the request body. */
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

/** The values of all parameters; `null` sends nothing. */
export type ParameterValues = { readonly [Key in ParameterKey]: ValueOf<Table[Key]> };

/** Whether the model thinks; `auto` leaves it to the API profile. */
export type ThinkingChoice = ParameterValues['thinking'];

/** How hard the model should think (contract 4). */
export type ReasoningEffort = ParameterValues['reasoningEffort'];

/** Settings of one conversation, chosen in the panel; they override VS Code settings. */
export type ConversationSettings = Partial<ParameterValues>;

/** The value stored for a request; a disabled flag is left out. */
type SentValueOf<Row> = Row extends { kind: 'flag' } ? true : NonNullable<ValueOf<Row>>;

/** The parameters of a request except model, thinking and effort; missing ones are not sent. */
export type SentParameters = {
  readonly [Key in SentParameter]?: SentValueOf<Table[Key]>;
} & {
  readonly userId?: string;
  /** The request was non-streaming. */
  readonly stream?: false;
};

/** The parameters that a request was sent with. */
export type TurnParameters = SentParameters & {
  readonly model: string;
  readonly thinking: 'enabled' | 'disabled' | 'unset';
  readonly reasoningEffort?: ReasoningEffort;
  /** The question was sent with the JSON instruction, which later requests repeat. */
  readonly jsonInstruction?: true;
};

/** All parameters. */
export const parameterKeys = Object.keys(parameters) as readonly ParameterKey[];

/** Those that a request record stores as sent. */
export const samplingParameters = parameterKeys.filter((key): key is SamplingParameter => {
  const { kind } = parameters[key];
  return kind !== 'text' && kind !== 'choice';
});

/** Those with a field in the request body, in body order. */
export const sentParameters: readonly SentParameter[] = [
  ...new Set([
    'maxTokens' as const,
    ...parameterKeys.filter((key): key is SentParameter => 'field' in parameters[key]),
  ]),
];

/** The settings, declared once: their types, their reader and the manifest check follow from this table. */

import {
  parameters,
  type NumberRange,
  type ParameterKey,
  type ParameterValues,
  type SettingParameter,
} from '../../conversation/parameters.ts';
import type { PriceOverrides } from './priceOverrides.ts';

/** The type of a setting. */
type SettingKind =
  /** `trimmed`: surrounding whitespace is removed, and a blank value means the default. */
  | { readonly kind: 'string'; readonly trimmed?: true }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'flag' }
  /** Clamped to its bounds. */
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  /** May be `null`, for none. */
  | { readonly kind: 'number'; readonly range: NumberRange }
  /** A string matching the pattern, or `null`. */
  | { readonly kind: 'pattern'; readonly pattern: string }
  | { readonly kind: 'stops' | 'record' | 'strings' | 'modelLimits' | 'prices' };

/** One row of the table; a setting that a workspace may override has the scope `window`. */
export type SettingRow = SettingKind & {
  readonly default: unknown;
  readonly scope: 'application' | 'window';
};

const application = { scope: 'application' } as const;
const noneByDefault = { ...application, default: {} } as const;
/** An amount in the account's currency. */
const amount = {
  ...application,
  kind: 'number',
  range: { min: 0, max: Infinity },
  default: null,
} as const;

/** By key without the prefix `deepseek.`; `a.b` is the field `b` of `a`. */
export const settingTable = {
  baseUrl: { ...application, kind: 'string', default: 'https://api.deepseek.com' },
  profile: {
    ...application,
    kind: 'choice',
    choices: ['auto', 'official', 'legacy', 'compatible'],
    default: 'auto',
  },
  extraBody: { ...noneByDefault, kind: 'record' },
  extraHeaders: { ...noneByDefault, kind: 'strings' },
  ...parameterSettings(),
  modelLimits: { ...noneByDefault, kind: 'modelLimits' },
  /** Sent as `user_id` (contract 4). */
  userId: { ...application, kind: 'pattern', pattern: '^[A-Za-z0-9_-]{1,512}$', default: null },
  /** Named system prompts to choose from. */
  prompts: { ...noneByDefault, kind: 'strings' },
  /** Language of answers, or `auto`. */
  replyLanguage: { ...application, kind: 'string', trimmed: true, default: 'auto' },
  idleTimeoutSeconds: { ...application, kind: 'integer', min: 30, max: 600, default: 120 },
  'requestLimit.concurrent': { ...application, kind: 'integer', min: 1, max: 100, default: 4 },
  'requestLimit.perMinute': { ...application, kind: 'integer', min: 1, max: 10_000, default: 60 },
  'spendLimit.perDay': amount,
  lowBalance: amount,
  /** Whether the panel hints when waiting for off-peak hours saves money. */
  'offPeak.hint': { ...application, kind: 'flag', default: true },
  prices: { ...noneByDefault, kind: 'prices' },
  /** What a chat's title comes from: its first question, or the model at the cost of one short request. */
  titles: { ...application, kind: 'choice', choices: ['local', 'model'], default: 'local' },
  sendWith: { scope: 'window', kind: 'choice', choices: ['enter', 'ctrlEnter'], default: 'enter' },
} as const satisfies Readonly<Record<string, SettingRow>>;

/** A setting for each parameter that has one. */
function parameterSettings(): Readonly<Record<SettingParameter, SettingRow>> {
  const entries = (Object.keys(parameters) as ParameterKey[]).flatMap((key) => {
    const row = parameters[key];
    if (!('setting' in row)) return [];
    const { setting: scope, default: byDefault } = row;
    const kind = row.kind === 'text' ? { kind: 'string', trimmed: key === 'model' } : row;
    return [[key, { ...kind, scope, default: byDefault }]];
  });
  return Object.fromEntries(entries) as Record<SettingParameter, SettingRow>;
}

/** A setting's key without the prefix. */
export type SettingKey = keyof typeof settingTable;

/** Every setting. */
export const settingKeys = Object.keys(settingTable) as readonly SettingKey[];

/** The declaration of a setting. */
export function settingRow(key: SettingKey): SettingRow {
  return settingTable[key];
}

/** The fields of a `modelLimits` entry. */
export const modelLimitKinds = {
  context: 'tokens',
  output: 'tokens',
  vision: 'flag',
  tools: 'flag',
  /** Whether the model supports JSON output, token probabilities and the two penalties. */
  json: 'flag',
  logprobs: 'flag',
  penalties: 'flag',
} as const;

/** The user's overrides of the built-in model catalogue. */
export type ModelLimits = {
  readonly [Key in keyof typeof modelLimitKinds]?: (typeof modelLimitKinds)[Key] extends 'flag'
    ? boolean
    : number;
};

interface Values {
  readonly string: string;
  readonly flag: boolean;
  readonly integer: number;
  readonly number: number | null;
  readonly pattern: string | null;
  readonly stops: readonly string[];
  readonly record: Readonly<Record<string, unknown>>;
  readonly strings: Readonly<Record<string, string>>;
  readonly modelLimits: Readonly<Record<string, ModelLimits>>;
  readonly prices: PriceOverrides;
}

type ValueOf<Row> = Row extends { choices: readonly (infer Choice)[] }
  ? Choice
  : Row extends { kind: infer Kind extends keyof Values }
    ? Values[Kind]
    : never;

type Setting<Key extends SettingKey> = Key extends SettingParameter
  ? ParameterValues[Key]
  : ValueOf<(typeof settingTable)[Key]>;

type TopLevel<Key> = Key extends `${infer Group}.${string}` ? Group : Key;

/** A consistent snapshot of all settings. */
export type Settings = {
  readonly [Top in TopLevel<SettingKey>]: Top extends SettingKey
    ? Setting<Top>
    : {
        readonly [
          Key in SettingKey as Key extends `${Top}.${infer Name}` ? Name : never
        ]: Setting<Key>;
      };
};

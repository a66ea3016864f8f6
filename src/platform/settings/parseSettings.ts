/** Parses all settings, wherever they are stored. */

import { isInRange, isStopList } from '../../conversation/parameterValues.ts';
import { toPriceOverrides } from './priceOverrides.ts';
import {
  modelLimitKinds,
  settingKeys,
  settingRow,
  type ModelLimits,
  type SettingKey,
  type SettingRow,
  type Settings,
} from './settings.ts';

/** All settings, and the keys of invalid ones, which use their default. */
export interface ParsedSettings {
  readonly settings: Settings;
  readonly invalid: readonly SettingKey[];
}

/** Parses the value that `find` returns for each setting; `undefined` means not set. */
export function parseSettings(find: (key: SettingKey) => unknown): ParsedSettings {
  const settings: Record<string, unknown> = {};
  const invalid: SettingKey[] = [];
  for (const key of settingKeys) {
    const row = settingRow(key);
    const set = find(key);
    const { value, isValid } = set === undefined ? byDefault(row) : parse(row, set);
    if (!isValid) invalid.push(key);
    const [top = key, name] = key.split('.');
    settings[top] = name === undefined ? value : { ...(settings[top] as object), [name]: value };
  }
  return { settings: settings as unknown as Settings, invalid };
}

interface Parsed {
  readonly value: unknown;
  readonly isValid: boolean;
}

function byDefault(row: SettingRow): Parsed {
  return { value: row.default, isValid: true };
}

function parse(row: SettingRow, set: unknown): Parsed {
  const taken = (isValid: boolean, value: unknown = set): Parsed => ({
    value: isValid ? value : row.default,
    isValid,
  });
  switch (row.kind) {
    case 'string':
      if (typeof set !== 'string') return taken(false);
      return taken(true, row.trimmed === true ? set.trim() || row.default : set);
    case 'flag':
      return taken(typeof set === 'boolean');
    case 'choice':
      return taken(row.choices.includes(set as string));
    case 'integer':
      return taken(Number.isInteger(set), Math.min(row.max, Math.max(row.min, set as number)));
    case 'number':
      return taken(set === null || isInRange(set, row.range));
    case 'pattern':
      return taken(set === null || (typeof set === 'string' && new RegExp(row.pattern).test(set)));
    case 'stops':
      return taken(isStopList(set));
    case 'record':
      return taken(isRecord(set));
    case 'prices':
      return isRecord(set) ? taken(true, toPriceOverrides(set)) : taken(false);
    case 'strings':
      return isRecord(set) ? validEntries(set, (entry) => typeof entry === 'string') : taken(false);
    case 'modelLimits':
      return isRecord(set) ? validEntries(set, isModelLimits) : taken(false);
  }
}

/** Valid entries are used; the setting is reported as invalid if others are present. */
function validEntries(set: Fields, isValid: (entry: unknown) => boolean): Parsed {
  const all = Object.entries(set);
  const valid = all.filter(([, entry]) => isValid(entry));
  return { value: Object.fromEntries(valid), isValid: valid.length === all.length };
}

type Fields = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isModelLimits(value: unknown): value is ModelLimits {
  return (
    isRecord(value) &&
    Object.entries(value).every(([name, limit]) => {
      if (!Object.hasOwn(modelLimitKinds, name)) return false;
      return modelLimitKinds[name as keyof ModelLimits] === 'flag'
        ? typeof limit === 'boolean'
        : Number.isInteger(limit) && (limit as number) > 0;
    })
  );
}

/** Validates values from settings files; an invalid one counts as unset and is reported. */

import {
  isInRange,
  isStopList,
  isUserId,
  parameterRanges,
  type NumberParameter,
} from './parameterRanges.ts';
import type { ModelLimits } from './settings.ts';

/** A setting as it was found. */
export interface FoundSetting {
  readonly set: unknown;
  readonly byDefault: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads settings one by one. */
export class SettingReader<Key extends string> {
  /** Keys whose value was wrong, in the order of reading. */
  readonly wrong = new Set<Key>();
  readonly #find: (key: Key) => FoundSetting;

  constructor(find: (key: Key) => FoundSetting) {
    this.#find = find;
  }

  text(key: Key): string {
    return this.#checked(key, (set): set is string => typeof set === 'string');
  }

  flag(key: Key): boolean {
    return this.#checked(key, (set): set is boolean => typeof set === 'boolean');
  }

  /** A whole number, brought within its bounds. */
  whole(key: Key, least: number, most: number): number {
    const found = this.#checked(key, (set): set is number => Number.isInteger(set));
    return Math.min(most, Math.max(least, found));
  }

  oneOf<T extends string>(key: Key, ...values: readonly T[]): T {
    return this.#checked(key, (set): set is T => values.some((one) => one === set));
  }

  /** A parameter's number; `null` is not sent. */
  number(key: Key & NumberParameter): number | null {
    const range = parameterRanges[key];
    return this.#checked(key, (set): set is number | null => set === null || isInRange(set, range));
  }

  /** An amount of money; `null` is none. */
  amount(key: Key): number | null {
    return this.#checked(
      key,
      (set): set is number | null =>
        set === null || (typeof set === 'number' && Number.isFinite(set) && set >= 0),
    );
  }

  stops(key: Key): readonly string[] {
    return this.#checked(key, isStopList);
  }

  userId(key: Key): string | null {
    return this.#checked(key, (set): set is string | null => set === null || isUserId(set));
  }

  record(key: Key): Fields {
    return this.#checked(key, isRecord);
  }

  /** The entries that are texts. */
  texts(key: Key): Readonly<Record<string, string>> {
    return this.#entries(key, (value): value is string => typeof value === 'string');
  }

  /** The entries whose fields are all right. */
  modelLimits(key: Key): Readonly<Record<string, ModelLimits>> {
    return this.#entries(key, isModelLimits);
  }

  #entries<T>(key: Key, isRight: (value: unknown) => value is T): Record<string, T> {
    const all = Object.entries(this.record(key));
    const right = all.filter((entry): entry is [string, T] => isRight(entry[1]));
    if (right.length < all.length) this.wrong.add(key);
    return Object.fromEntries(right);
  }

  #checked<T>(key: Key, isRight: (value: unknown) => value is T): T {
    const { set, byDefault } = this.#find(key);
    if (isRight(set)) return set;
    if (set !== undefined) this.wrong.add(key);
    return byDefault as T;
  }
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const limitKinds: Readonly<Record<keyof ModelLimits, 'tokens' | 'flag'>> = {
  context: 'tokens',
  output: 'tokens',
  vision: 'flag',
  tools: 'flag',
  json: 'flag',
  logprobs: 'flag',
  penalties: 'flag',
};

function isModelLimits(value: unknown): value is ModelLimits {
  return (
    isRecord(value) &&
    Object.entries(value).every(([name, one]) => {
      if (!Object.hasOwn(limitKinds, name)) return false;
      return limitKinds[name as keyof ModelLimits] === 'flag'
        ? typeof one === 'boolean'
        : Number.isInteger(one) && (one as number) > 0;
    })
  );
}

/** Redacts credentials in request fields, by name or by the shape of the value. */

import { parseJsonText } from '../answer/losslessJson.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Replaces a redacted value. */
export const masked = '***';

/** Values nested deeper than this are redacted. */
const maxDepth = 64;

const parts =
  /passw|passphrase|passcode|secret|credential|cookie|bearer|jwt|signature|session|auth(?!or(?!i[sz]))/;
const words =
  /^(?:creds?|csrf|dsn|hmac|keys?|mfa|otp|pass|pat|pin|psw|pswd|pwd|sid|sig|token|totp|xsrf)$/;
const endings =
  /(?<!don|hoc|hot|joc|mon|tur|whis)keys?$|token$|(?:access|api|bearer|csrf|id|private|refresh|xsrf)tokens$/;
/** Token counts and token lists, such as `max_tokens`, `stop_token_ids` and `eos_token`. */
const textToken = new RegExp(
  '^(?:(?:bos|cls|completion|eos|image|input|mask|max|min|new|num|output|pad|prompt|reasoning|sep|' +
    'skip|special|stop|text|thinking|total|unk)[a-z]*)?' +
    'tokens?(?:budget|count|ids?|length|limit|s|type|usage)?$',
);
/** Keys, bearer tokens and passwords in URLs, whatever the field's name. */
const shapes = /\bsk-[\w-]{8,}|\bBearer\s+\S{8,}|:\/\/[^\s/?#:@]*:[^\s/?#@]+@/i;

/** Whether a field with this name could hold a credential. */
export function isCredentialField(name: string): boolean {
  const plain = name.normalize('NFKC').replace(/[\p{Cf}\p{M}]/gu, '');
  const compact = plain.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (parts.test(compact)) return true;
  if (compact !== 'token' && textToken.test(compact)) return false;
  const split = plain.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return endings.test(compact) || split.split(/[^a-z]+/).some((word) => words.test(word));
}

/** Parses fields stored as JSON; undefined if they are invalid or nested too deeply. */
export function keptFields(json: string): Fields {
  if (!parseJsonText(json).ok) return {};
  const fields: unknown = JSON.parse(json);
  return isFields(fields) ? fields : {};
}

/** The fields with credentials redacted at any depth. */
export function maskedFields(fields: Fields): Fields {
  return maskedValue(fields, 0) as Fields;
}

function maskedValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return shapes.test(value) ? masked : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= maxDepth) return masked;
  if (Array.isArray(value)) {
    const isPair = value.length === 2 && isCredentialName(value[0]);
    return value.map((item: unknown, index) =>
      isPair && index === 1 ? hidden(item) : maskedValue(item, depth + 1),
    );
  }
  // `{ "name": "Authorization", "value": "…" }`
  const { name: entryName, header, key } = value as Fields;
  const isEntry = [entryName, header, key].some(isCredentialName);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]: [string, unknown]) => {
      const hides = name !== 'name' && (isCredentialField(name) || (isEntry && name === 'value'));
      return [name, hides ? hidden(item) : maskedValue(item, depth + 1)];
    }),
  );
}

function isCredentialName(value: unknown): boolean {
  return typeof value === 'string' && value.length <= 64 && isCredentialField(value);
}

/** A boolean is never a secret. */
function hidden(value: unknown): unknown {
  return typeof value === 'boolean' || value === null ? value : masked;
}

/** Fields that were kept, their masked values taken from where `present` still has them. */
export function unmaskedFields(kept: Fields, present: Fields): Fields {
  return unmasked(kept, present) as Fields;
}

function unmasked(kept: unknown, present: unknown): unknown {
  if (kept === masked) return present ?? kept;
  if (Array.isArray(kept)) {
    const items = Array.isArray(present) ? (present as readonly unknown[]) : [];
    return kept.map((item: unknown, index) => unmasked(item, items[index]));
  }
  if (!isFields(kept)) return kept;
  const now = isFields(present) ? present : {};
  return Object.fromEntries(
    Object.entries(kept).map(([name, value]) => [
      name,
      unmasked(value, Object.hasOwn(now, name) ? now[name] : undefined),
    ]),
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Distinguishes real secrets from dummy keys that are ordinary words. */

/** Shorter values are ordinary text, unless they contain unusual characters. */
const minLength = 8;
const minLengthWithSigns = 6;
/** From this length, mixed letters and digits are not a versioned name. */
const minMixedLength = 12;
/** From these lengths, a run of digits is not a number, and a run of letters not a word. */
const minDigits = 16;
const minLetters = 24;
/** From this length, letters in irregular case are not a word. */
const minIrregularLetters = 12;
/** A value with fewer distinct characters is a filler. */
const minDifferent = 5;

/** Words of placeholders such as `no-key-required` and `your-api-key-here`. */
const placeholderWords: ReadonlySet<string> = new Set(
  (
    'a an any anything api changeme deepseek dummy empty example fake goes here insert is key ' +
    'local me my needed no none not null openai optional placeholder put real replace required ' +
    'set sk the this token undefined unused with your'
  ).split(' '),
);

/**
 * Whether a key can be redacted from free text without removing ordinary words. Words, word pairs, numbers, short names
 * with a number and common placeholders are not redacted.
 */
export function looksLikeSecret(key: string): boolean {
  if (new Set(key.toLowerCase()).size < minDifferent) return false;
  const inner = key.replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
  if (/[^A-Za-z0-9\s._:/@-]/.test(inner)) return key.length >= minLengthWithSigns;
  if (key.length < minLength) return false;
  const words = inner.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const text = words.join('');
  if (/^\d*$/.test(text)) return text.length >= minDigits;
  if (/\d/.test(text)) {
    const isNumberedName = words.every((word) => /^(?:[A-Za-z]+\d{0,4}|\d{1,4})$/.test(word));
    return !isNumberedName || inner.length >= minMixedLength;
  }
  if (words.some(isRandomLetters)) return true;
  return words.length > 2 && !words.every((word) => placeholderWords.has(word.toLowerCase()));
}

/** `camelCase` and `CAPITALS` are words; other mixed case is not. */
function isRandomLetters(word: string): boolean {
  const isRegular = /^(?:[A-Z]?[a-z]+(?:[A-Z][a-z]+)*|[A-Z]+)$/.test(word);
  return word.length >= (isRegular ? minLetters : minIrregularLetters);
}

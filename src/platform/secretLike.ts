/** Distinguishes real secrets from dummy keys, which also occur as ordinary words. */

/** Shorter values are ordinary text, unless signs within them make them unlike any word. */
const minLength = 8;
const minLengthWithSigns = 6;
/** From this length on, letters mixed with digits are no name with a version. */
const minMixedLength = 12;
/** From these lengths on, a run of digits is no number, and a run of letters no word. */
const minDigits = 16;
const minLetters = 24;
/** From this length on, letters in irregular case are no word. */
const minIrregularLetters = 12;
/** A value with fewer different characters was typed to fill a field. */
const minDifferent = 5;

/** What placeholders such as `no-key-required` and `your-api-key-here` are made of. */
const placeholderWords: ReadonlySet<string> = new Set(
  (
    'a an any anything api changeme deepseek dummy empty example fake goes here insert is key ' +
    'local me my needed no none not null openai optional placeholder put real replace required ' +
    'set sk the this token undefined unused with your'
  ).split(' '),
);

/**
 * Whether a key can be taken out of free text without taking ordinary words with it. Words, pairs of words, numbers,
 * short names with a number and usual placeholders stay.
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

/** `camelCase` and `CAPITALS` are words; letters in any other mixture are not. */
function isRandomLetters(word: string): boolean {
  const isRegular = /^(?:[A-Z]?[a-z]+(?:[A-Z][a-z]+)*|[A-Z]+)$/.test(word);
  return word.length >= (isRegular ? minLetters : minIrregularLetters);
}

/** Cleans what was pasted into a field or a setting. */

/** A text without characters that are not seen, without blanks and without a pair of quotes around it. */
export function cleanPasted(text: string): string {
  // Most texts are clean, and the expressions below take long to compile.
  if (/^\w[!-~]*$/.test(text)) return text;
  const plain = text.replace(/\p{Default_Ignorable_Code_Point}/gu, '').trim();
  const quoted = /^(?:"(.*)"|'(.*)'|`(.*)`|“(.*)”|‘(.*)’|<(.*)>)$/su.exec(plain);
  return quoted === null
    ? plain
    : (quoted.slice(1).find((text) => text !== undefined) ?? '').trim();
}

/** Cleans up text that was pasted into an input or setting. */

/** Removes invisible characters, surrounding whitespace and a pair of quotes. */
export function cleanPasted(text: string): string {
  // Most texts are clean, and the expressions below take long to compile.
  if (/^\w[!-~]*$/.test(text)) return text;
  const plain = text.replace(/\p{Default_Ignorable_Code_Point}/gu, '').trim();
  const quoted = /^(?:"(.*)"|'(.*)'|`(.*)`|“(.*)”|‘(.*)’|<(.*)>)$/su.exec(plain);
  return quoted === null
    ? plain
    : (quoted.slice(1).find((text) => text !== undefined) ?? '').trim();
}

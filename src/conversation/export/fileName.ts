/** A file name for a chat. */

import { sizeOf } from '../context/contextLimits.ts';

/** Some file systems allow 143 bytes, and an id and extension are appended. */
const maxBytes = 120;
/** Device names that Windows reserves, with or without an extension. */
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³]) *(?:\.|$)/i;

/** Visible characters; a name of only other characters would look empty. */
const visible = /[^\p{Default_Ignorable_Code_Point}\p{C}\p{Z}\p{M}]/u;

/** A title as a valid file name, truncated between characters; `chat` if nothing visible is left. */
export function toFileName(title: string): string {
  const plain = title
    .toWellFormed()
    .replace(/[\\/:*?"<>|\p{Cc}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trimStart();
  let bytes = 0;
  let end = 0;
  for (const { segment } of new Intl.Segmenter().segment(plain.slice(0, maxBytes))) {
    bytes += sizeOf(segment);
    if (bytes > maxBytes) break;
    end += segment.length;
  }
  const name = plain
    .slice(0, end)
    .toWellFormed()
    .replace(/^[. ]+|[. ]+$/g, '');
  if (!visible.test(name)) return 'chat';
  return device.test(name) ? `chat ${name}` : name;
}

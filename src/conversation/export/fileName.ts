/** The name of a file for a chat. */

import { sizeOf } from '../context/contextLimits.ts';

/** Some file systems take 143 bytes, and an ending and an id follow. */
const maxBytes = 120;
/** Names of devices, which Windows keeps for itself, whatever follows a dot. */
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³]) *(?:\.|$)/i;

/** Anything that leaves ink; a name of other characters alone would look empty. */
const visible = /[^\p{Default_Ignorable_Code_Point}\p{C}\p{Z}\p{M}]/u;

/** A title as file systems take it, cut between characters; `chat` where nothing visible is left of it. */
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

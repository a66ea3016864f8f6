/** A file name for a chat. */

import { sizeOf } from '../context/contextLimits.ts';

/** Some file systems allow 143 bytes, and an id and extension are appended. */
const mostBytes = 120;
/** Device names that Windows reserves, with or without an extension. */
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³]) *(?:\.|$)/i;

/** A title as a valid file name, truncated between characters; `chat` if nothing is left. */
export function toFileName(title: string): string {
  const plain = title
    .toWellFormed()
    .replace(/[\\/:*?"<>|\p{Cc}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trimStart();
  let bytes = 0;
  let end = 0;
  for (const { segment } of new Intl.Segmenter().segment(plain.slice(0, mostBytes))) {
    bytes += sizeOf(segment);
    if (bytes > mostBytes) break;
    end += segment.length;
  }
  const name = plain
    .slice(0, end)
    .toWellFormed()
    .replace(/^[. ]+|[. ]+$/g, '');
  if (name === '') return 'chat';
  return device.test(name) ? `chat ${name}` : name;
}

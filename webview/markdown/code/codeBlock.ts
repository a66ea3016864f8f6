/** A code block: a bar with its language and actions, and code that scrolls by itself. */

import { nameHidden } from '../../../src/conversation/hiddenCharacters.ts';
import { appendCode } from './codeChunks.ts';
import { element } from '../createElement.ts';
import type { MarkdownTexts } from '../markdownTexts.ts';
import { appendShown } from '../shownText.ts';

/** Name and language that a fence's info string gives: `ts`, `ts:src/a.ts`, `ts title="a.ts"`. */
export function readInfo(info: string): { language: string; name: string } {
  const trimmed = info.trim();
  const first = /^\S*/.exec(trimmed)?.[0] ?? '';
  const colon = first.indexOf(':');
  const language = colon < 0 ? first : first.slice(0, colon);
  const titled = /\b(?:title|file|filename)=(?:"([^"]*)"|'([^']*)'|(\S+))/.exec(trimmed);
  const file =
    titled?.[1] ?? titled?.[2] ?? titled?.[3] ?? (colon < 0 ? '' : first.slice(colon + 1));
  return { language, name: file === '' ? language : file };
}

/** The block's element; its button is found by `data-action`, listeners live at the transcript. */
export function codeBlock(code: string, info: string, texts: MarkdownTexts): HTMLElement {
  const { name, language } = readInfo(info);
  const label = name === '' ? texts.code : name;
  const icon = element('span', { class: 'ds-icon ds-icon--copy', 'aria-hidden': 'true' });
  const copy = element(
    'button',
    {
      class: 'ds-iconButton',
      type: 'button',
      'data-action': 'copyCode',
      'aria-label': texts.copyCode,
      title: texts.copyCode,
    },
    icon,
  );
  const shown = element('code', {
    class: 'ds-code__text',
    ...(language === '' ? {} : { 'data-language': language.toLowerCase() }),
  });
  appendCode(shown, code);
  const title = element('span', { class: 'ds-code__name' });
  appendShown(title, label, 'name');
  return element(
    'div',
    { class: 'ds-code', dir: 'ltr', role: 'group', 'aria-label': nameHidden(label) },
    element('div', { class: 'ds-code__bar' }, title, copy),
    // Focusable, because what scrolls must be reachable by keyboard.
    element('pre', { class: 'ds-code__scroll', tabindex: '0' }, shown),
  );
}

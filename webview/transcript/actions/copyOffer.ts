/** Warns about hidden characters in copied text, and copies it with or without them. */

import { html, nothing, type TemplateResult } from 'lit';
import { fill } from '../../../src/protocol/strings/uiStrings.ts';
import type { PartContext } from '../../state/templateContext.ts';
import { icon } from '../../widgets/icon.ts';

/** The bar; nothing while nothing hidden is copied. Its listener is the page's, which reads `data-copy`. */
export function copyOffer({ strings, ui }: PartContext): TemplateResult | typeof nothing {
  const offer = ui.copyOffer;
  if (offer === undefined) return nothing;
  const [item, many] = offer.copied
    ? [strings.hiddenCopiedOne, strings.hiddenCopied]
    : [strings.hiddenInCopyOne, strings.hiddenInCopy];
  const text = offer.count === 1 ? item : fill(many, offer.count);
  return html`<div class="ds-chatNotice ds-copyOffer" role="group" aria-label=${strings.copy}>
    ${icon('warning')}<span class="ds-chatNotice__text">${text}</span>
    <button class="ds-textButton" type="button" data-copy="clean">
      ${strings.copyWithoutHidden}
    </button>
    ${
      offer.copied
        ? nothing
        : html`<button class="ds-textButton" type="button" data-copy="text">
            ${strings.copyWithHidden}
          </button>`
    }
    <button
      class="ds-iconButton"
      type="button"
      data-copy="close"
      aria-label=${strings.closeCopyOffer}
      title=${strings.closeCopyOffer}
    >
      ${icon('close')}
    </button>
  </div>`;
}

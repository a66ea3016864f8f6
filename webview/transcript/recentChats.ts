/** On an empty chat: the most recent chats, and a link to all of them. */

import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { PartContext } from '../state/templateContext.ts';
import { chatFacts, chatName } from '../history/historyRow.ts';

/** The recent chats as buttons; nothing where there are none. */
export function recents(context: PartContext): TemplateResult | typeof nothing {
  const { strings, state, actions, history } = context;
  const items = state.panel.recents ?? [];
  if (items.length === 0) return nothing;
  return html`<section class="ds-recents" aria-label=${strings.recents}>
    <div class="ds-recents__head">
      <span>${strings.recents}</span>
      <button class="ds-textButton" type="button" @click=${() => history.open()}>
        ${strings.showAllChats}
      </button>
    </div>
    <ul class="ds-recents__list">
      ${repeat(
        items,
        ({ id }) => id,
        (item) =>
          html`<li>
            <button
              class="ds-chat__open"
              type="button"
              @click=${() => actions.post({ type: 'openChat', id: item.id })}
            >
              <span class="ds-chat__title"
                ><span class="ds-chat__name">${chatName(item, context)}</span></span
              >
              ${chatFacts(item, context)}
            </button>
          </li>`,
      )}
    </ul>
  </section>`;
}

/** The list of chats: search, scope, grouped rows, and undo for deleted chats. */

import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { shortTitle } from '../../src/conversation/chatTitle.ts';
import { fill } from '../../src/protocol/strings/uiStrings.ts';
import { historyKey } from './historyKeys.ts';
import { layOut, rowsInSight } from './historyLayout.ts';
import { hostNow } from '../state/state.ts';
import type { PartContext } from '../state/templateContext.ts';
import { historyRow } from './historyRow.ts';
import { icon } from '../widgets/icon.ts';

/** The whole list; lies over transcript and composer. */
export function history(context: PartContext): TemplateResult {
  const { strings, history: overlay } = context;
  return html`<section
    class="ds-history"
    role="dialog"
    aria-label=${strings.history}
    @keydown=${(event: KeyboardEvent) => historyKey(event, overlay)}
  >
    <div class="ds-history__top ds-column">
      <div class="ds-history__bar">
        ${icon('search')}
        <input
          class="ds-history__search"
          dir="auto"
          type="search"
          role="searchbox"
          autocomplete="off"
          spellcheck="false"
          maxlength="1000"
          aria-label=${strings.searchChats}
          placeholder=${strings.searchChats}
          .value=${overlay.query}
          @input=${(event: Event) => overlay.search(valueOf(event))}
        />
        <button
          class="ds-iconButton"
          type="button"
          aria-label=${strings.closeHistory}
          title=${strings.closeHistory}
          @click=${() => overlay.close()}
        >
          ${icon('close')}
        </button>
      </div>
      ${scopes(context)}
    </div>
    <div
      class="ds-history__scroll"
      @scroll=${(event: Event) => {
        if (event.currentTarget instanceof HTMLElement) overlay.look(event.currentTarget);
      }}
    >
      ${list(context)}
    </div>
    ${undoBar(context)}
  </section>`;
}

function scopes({
  strings,
  state,
  history: overlay,
}: PartContext): TemplateResult | typeof nothing {
  if ((state.history?.workspace ?? null) === null) return nothing;
  const button = (scope: 'workspace' | 'all', label: string) =>
    html`<button
      class="ds-scope"
      type="button"
      aria-pressed=${overlay.scope === scope ? 'true' : 'false'}
      @click=${() => overlay.choose(scope)}
    >
      ${label}
    </button>`;
  return html`<div class="ds-history__scopes" role="group" aria-label=${strings.scope}>
    ${button('workspace', strings.scopeWorkspace)} ${button('all', strings.scopeAll)}
  </div>`;
}

function list(context: PartContext): TemplateResult {
  const { strings, state, now, history: overlay } = context;
  const list = overlay.state;
  const items = list?.items ?? [];
  if (items.length === 0) return empty(context);
  const layout = layOut(items, {
    strings,
    now: hostNow(state, now),
    pinnedFirst: overlay.query.trim() === '',
  });
  const rows = rowsInSight(layout, overlay.sight.from, overlay.sight.to, overlay.active);
  overlay.onDrawn(rows.at(-1)?.index ?? 0);
  // Styles are set as properties, which the page's policy allows; attributes it would not.
  return html`<ul
    class="ds-history__list ds-column"
    role="list"
    aria-label=${strings.chats}
    .style=${`height: ${String(layout.height)}em`}
  >
    ${repeat(
      rows,
      ({ item }) => item.id,
      (row) => historyRow(row, items.length, context),
    )}
  </ul>`;
}

/** Why there is nothing in the list, in words. */
function empty({ strings, state, history: overlay }: PartContext): TemplateResult {
  const list = overlay.state;
  if (list?.done !== true) {
    return html`<p class="ds-history__empty">${strings.searching}</p>`;
  }
  const workspace = overlay.scope === 'workspace' ? (state.history?.workspace ?? null) : null;
  const text =
    overlay.query.trim() !== ''
      ? strings.nothingFound
      : workspace === null
        ? strings.noChats
        : fill(strings.noChatsInWorkspace, workspace);
  return html`<div class="ds-history__empty">
    <p>${text}</p>
    ${
      workspace === null
        ? nothing
        : html`<button class="ds-textButton" type="button" @click=${() => overlay.choose('all')}>
            ${strings.showAllChats}
          </button>`
    }
  </div>`;
}

function undoBar({
  strings,
  state,
  history: overlay,
}: PartContext): TemplateResult | typeof nothing {
  const deleted = state.history?.deleted ?? null;
  if (deleted === null) return nothing;
  const title = deleted.title === '' ? strings.untitledChat : deleted.title;
  return html`<div class="ds-history__undo ds-column">
    <span class="ds-history__undoText"
      >${fill(strings.deletedChat, shortTitle(title) ?? title)}</span
    >
    <button class="ds-textButton" type="button" @click=${() => overlay.undo()}>
      ${strings.undo}
    </button>
  </div>`;
}

function valueOf(event: Event): string {
  return event.currentTarget instanceof HTMLInputElement ? event.currentTarget.value : '';
}

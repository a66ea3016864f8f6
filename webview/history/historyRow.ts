/** One row of the list of chats: title, time, size, search match and actions. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Snippet } from '../../src/conversation/search/searchText.ts';
import { maxNameLength, type ChatItem } from '../../src/protocol/history.ts';
import { fill } from '../../src/protocol/strings/uiStrings.ts';
import { formatMoment } from '../widgets/format.ts';
import type { Row } from './historyLayout.ts';
import { isChangeable } from './historyOverlay.ts';
import { hostNow } from '../state/state.ts';
import type { PartContext } from '../state/templateContext.ts';
import { icon, type IconName } from '../widgets/icon.ts';
import { shown } from '../widgets/shown.ts';

/** A row in its place; only the active one can be reached by Tab. */
export function historyRow(row: Row, count: number, context: PartContext): TemplateResult {
  const { item, index, group } = row;
  const overlay = context.history;
  const classes = [
    'ds-chat',
    ...(overlay.active === index ? ['ds-chat--active'] : []),
    ...(item.unreadable === undefined ? [] : ['ds-chat--unreadable']),
  ].join(' ');
  return html`<li
    class=${classes}
    aria-setsize=${count}
    aria-posinset=${index + 1}
    .style=${`top: ${String(row.top)}em; height: ${String(row.height)}em`}
    @focusin=${() => {
      overlay.active = index;
    }}
  >
    ${group === undefined ? nothing : html`<div class="ds-chat__group">${group}</div>`}
    <div class="ds-chat__row">
      ${
        overlay.renaming === item.id
          ? nameField(item, context)
          : html`${opener(row, context)}${actions(row, context)}`
      }
    </div>
  </li>`;
}

/** A chat's title with the searched words highlighted. */
export function chatName(item: ChatItem, { strings }: Pick<PartContext, 'strings'>): unknown {
  if (item.unreadable !== undefined) return strings.unreadableChat;
  if (item.title === '') return strings.untitledChat;
  return marked({ text: item.title, marks: item.titleMarks ?? [] });
}

/** When something happened last and how much was asked, with what is going on. */
export function chatFacts(item: ChatItem, context: PartContext): TemplateResult {
  const { strings, state, now } = context;
  const turns = item.turns === 1 ? strings.oneTurn : fill(strings.turns, item.turns);
  return html`<span class="ds-chat__facts"
    >${
      item.mark === undefined
        ? nothing
        : html`<span class="ds-chat__mark ds-chat__mark--${item.mark}"
              >${icon(item.mark === 'running' ? 'running' : 'newAnswer')}${
                item.mark === 'running' ? strings.markRunning : strings.markUnseen
              }</span
            >
            · `
    }<time>${formatMoment(item.at, hostNow(state, now))}</time> · ${turns}</span
  >`;
}

function opener({ item, index }: Row, context: PartContext): TemplateResult {
  const { history: overlay } = context;
  return html`<button
    class="ds-chat__open"
    type="button"
    data-row=${index}
    tabindex=${overlay.active === index ? 0 : -1}
    aria-current=${item.here === true ? 'true' : nothing}
    @click=${() => overlay.openChat(item)}
  >
    <span class="ds-chat__title" dir="auto"
      >${titleIcon(item)}<span class="ds-chat__name">${chatName(item, context)}</span></span
    >
    ${item.unreadable === undefined ? chatFacts(item, context) : fileFacts(item, context)}
    ${snippet(item)}
  </button>`;
}

function titleIcon({ unreadable, pinned }: ChatItem): TemplateResult | typeof nothing {
  if (unreadable !== undefined) return icon('warning');
  return pinned ? icon('pinned') : nothing;
}

/** Which file cannot be read, and when it was written. */
function fileFacts(
  { title, at, unreadable }: ChatItem,
  { state, now }: PartContext,
): TemplateResult {
  const name = title === '' ? unreadable?.file : title;
  return html`<span class="ds-chat__facts"
    >${name}${at === 0 ? nothing : html` · <time>${formatMoment(at, hostNow(state, now))}</time>`}</span
  >`;
}

function snippet({ found, unreadable }: ChatItem): TemplateResult | typeof nothing {
  if (unreadable !== undefined) {
    return html`<span class="ds-chat__snippet">${unreadable.reason}</span>`;
  }
  if (found === undefined) return nothing;
  return html`<span class="ds-chat__snippet" dir="auto">${marked(found.snippet)}</span>`;
}

/** `mark` is bold and underlined as well, so that it does not tell by colour alone. */
function marked({ text, marks }: Snippet): unknown {
  const parts: unknown[] = [];
  let at = 0;
  for (const [start, end] of marks) {
    parts.push(shown(text.slice(at, start)), html`<mark>${shown(text.slice(start, end))}</mark>`);
    at = end;
  }
  return [...parts, shown(text.slice(at))];
}

function actions({ item, index }: Row, context: PartContext): TemplateResult {
  const { strings, history: overlay } = context;
  const button = (name: IconName, label: string, act: () => void, pressed?: boolean) =>
    html`<button
      class="ds-iconButton"
      type="button"
      tabindex=${overlay.active === index ? 0 : -1}
      aria-label=${label}
      title=${label}
      aria-pressed=${pressed === undefined ? nothing : pressed ? 'true' : 'false'}
      @click=${act}
    >
      ${icon(name)}
    </button>`;
  const changing = !isChangeable(item)
    ? nothing
    : html`${button(item.pinned ? 'pinned' : 'pin', strings.pin, () => overlay.pin(item), item.pinned)}${button('edit', strings.rename, () => overlay.beginRename(item, index))}`;
  const { unreadable } = item;
  const copying =
    unreadable === undefined
      ? button('copy', strings.duplicate, () => overlay.duplicate(item))
      : unreadable.isFile
        ? button('save', strings.exportRaw, () => overlay.exportRaw(item))
        : nothing;
  return html`<span class="ds-chat__actions"
    >${changing}${copying}${button('trash', strings.delete, () => overlay.delete(item))}</span
  >`;
}

function nameField(item: ChatItem, context: PartContext): TemplateResult {
  const { strings, history: overlay } = context;
  const onKey = (event: KeyboardEvent) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    overlay.endRename(item, event.key === 'Enter' ? valueOf(event) : undefined);
  };
  return html`<input
    class="ds-history__name"
    dir="auto"
    type="text"
    maxlength=${maxNameLength}
    aria-label=${strings.newName}
    .value=${item.title}
    @keydown=${onKey}
    @blur=${(event: Event) => overlay.endRename(item, valueOf(event))}
  />`;
}

function valueOf(event: Event): string {
  return event.currentTarget instanceof HTMLInputElement ? event.currentTarget.value : '';
}

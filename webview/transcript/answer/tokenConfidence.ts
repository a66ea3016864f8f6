/** An answer as tokens with their probability, by underline and number; alternatives on hover and focus. */

import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { nameHidden } from '../../../src/conversation/hiddenCharacters.ts';
import { percentOf } from '../../../src/conversation/logprobs.ts';
import type { PositionedToken, TextPart, Turn } from '../../../src/conversation/model.ts';
import { fill, type UiStrings } from '../../../src/protocol/strings/uiStrings.ts';
import type { PartContext } from '../../state/templateContext.ts';
import { icon } from '../../widgets/icon.ts';
import { shown } from '../../widgets/shown.ts';

/** Below this a token carries its number, in percent. */
const numbered = 60;

const foldOf = (turn: Turn): string => `${turn.id}/confidence`;

/** Whether the user wants to see it for this turn. */
export function showsConfidence(turn: Turn, { ui }: PartContext): boolean {
  return turn.status !== 'inProgress' && ui.folds[foldOf(turn)] === true;
}

/** The switch among a message's actions; nothing where the model did not tell. */
export function confidenceSwitch(
  turn: Turn,
  context: PartContext,
): TemplateResult | typeof nothing {
  const hasTokens = turn.parts.some((part) => part.kind === 'content' && part.tokens !== undefined);
  if (!hasTokens) return nothing;
  const on = showsConfidence(turn, context);
  const { strings, actions } = context;
  return html`<button
    class="ds-iconButton"
    type="button"
    aria-label=${strings.showConfidence}
    aria-pressed=${on ? 'true' : 'false'}
    title=${strings.showConfidence}
    @click=${() => actions.toggleFold(foldOf(turn), !on)}
  >
    ${icon('confidence')}
  </button>`;
}

/** A part's text in tokens: one tab stop, arrow keys go from token to token. */
export function confidence(part: TextPart, { strings }: PartContext): TemplateResult {
  const { tokens = [], text } = part;
  return html`<div
    class="ds-confidence"
    @keydown=${onKeyDown}
    @focusin=${(event: Event) => announce(event, tokens, strings)}
    @mouseover=${(event: Event) => announce(event, tokens, strings)}
  >
    <div class="ds-confidence__detail" aria-hidden="true">${strings.confidenceHint}</div>
    <div
      class="ds-confidence__tokens"
      role="listbox"
      aria-orientation="horizontal"
      aria-label=${strings.confidence}
    >
      ${guard([tokens, text], () => pieces(text, tokens, strings))}
    </div>
  </div>`;
}

/** The tokens, and the text between them that has none. */
function pieces(
  text: string,
  tokens: readonly PositionedToken[],
  strings: UiStrings,
): readonly (TemplateResult | string)[] {
  const list: (TemplateResult | string)[] = [];
  let end = 0;
  tokens.forEach((token, index) => {
    if (token.at > end) list.push(plain(text.slice(end, token.at)));
    list.push(tokenView(token, index, strings));
    end = token.at + token.text.length;
  });
  if (end < text.length) list.push(plain(text.slice(end)));
  return list;
}

function plain(text: string): TemplateResult {
  return html`<span role="presentation">${shown(text, 'prose')}</span>`;
}

function tokenView(token: PositionedToken, index: number, strings: UiStrings): TemplateResult {
  const percent = percentOf(token.logprob);
  const low = percent < numbered && token.text.trim() !== '';
  return html`<span
      class="ds-token ds-token--${degree(percent)}"
      role="option"
      aria-selected="false"
      aria-label=${describe(token, strings)}
      aria-description=${others(token, strings) ?? nothing}
      tabindex=${index === 0 ? 0 : -1}
      data-token=${index}
      >${shown(token.text, 'prose')}</span
    >${
      low
        ? html`<sub class="ds-token__number" role="presentation" aria-hidden="true"
            >${Math.round(percent)}</sub
          >`
        : nothing
    }`;
}

function degree(percent: number): 'sure' | 'likely' | 'unsure' | 'guess' {
  if (percent >= 90) return 'sure';
  if (percent >= numbered) return 'likely';
  return percent >= 30 ? 'unsure' : 'guess';
}

function describe({ text, logprob }: PositionedToken, strings: UiStrings): string {
  return `${named(text, strings)} ${percentText(logprob, strings)}`;
}

/** The model's alternatives; `undefined` if they are unknown. */
function others({ text, top }: PositionedToken, strings: UiStrings): string | undefined {
  const list = (top ?? [])
    .filter((other) => other.text !== text)
    .map((other) => `${named(other.text, strings)} ${percentText(other.logprob, strings)}`);
  return list.length === 0 ? undefined : fill(strings.confidenceOthers, list.join(' · '));
}

/** White space by its name. */
function named(text: string, strings: UiStrings): string {
  if (text.trim() !== '') return `“${nameHidden(text)}”`;
  return text.includes('\n') ? strings.tokenBreak : strings.tokenSpace;
}

function percentText(logprob: number, strings: UiStrings): string {
  const percent = percentOf(logprob);
  const shown = percent < 0.1 ? '< 0.1' : percent < 10 ? percent.toFixed(1) : percent.toFixed(0);
  return fill(strings.percent, shown);
}

/** Says what is known of the token under the pointer or the focus; a focused one becomes the tab stop. */
function announce(event: Event, tokens: readonly PositionedToken[], strings: UiStrings): void {
  const { target, currentTarget } = event;
  if (!(target instanceof HTMLElement) || !(currentTarget instanceof HTMLElement)) return;
  const token = tokens[Number(target.dataset['token'] ?? NaN)];
  const detail = currentTarget.querySelector('.ds-confidence__detail');
  if (token === undefined || detail === null) return;
  const more = others(token, strings);
  detail.textContent = describe(token, strings) + (more === undefined ? '' : ` — ${more}`);
  if (event.type !== 'focusin') return;
  for (const stop of currentTarget.querySelectorAll('.ds-token[tabindex="0"]')) {
    stop.setAttribute('tabindex', '-1');
    stop.setAttribute('aria-selected', 'false');
  }
  target.setAttribute('tabindex', '0');
  target.setAttribute('aria-selected', 'true');
}

function onKeyDown(event: KeyboardEvent): void {
  const { target, currentTarget } = event;
  if (!(target instanceof Element) || !(currentTarget instanceof HTMLElement)) return;
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const all = [...currentTarget.querySelectorAll<HTMLElement>('.ds-token')];
  const at = all.findIndex((element) => element === target);
  const next = at < 0 ? undefined : all[goal(event.key, at, all.length)];
  if (next === undefined) return;
  // Arrow keys walk tokens here, not messages.
  event.preventDefault();
  event.stopPropagation();
  next.focus();
}

function goal(key: string, at: number, count: number): number {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return Math.min(count - 1, at + 1);
    case 'ArrowLeft':
    case 'ArrowUp':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return -1;
  }
}

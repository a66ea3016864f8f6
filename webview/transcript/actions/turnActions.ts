/** The buttons of a message, and the menu "More actions". */

import { html, nothing, type TemplateResult } from 'lit';
import { answerText } from '../../../src/conversation/answer/answerProblem.ts';
import { activeBranch } from '../../../src/conversation/activeBranch.ts';
import type { Turn } from '../../../src/conversation/model.ts';
import type { UiStrings } from '../../../src/protocol/strings/uiStrings.ts';
import { disabledReason } from '../../state/isRunning.ts';
import type { PartContext } from '../../state/templateContext.ts';
import { icon, type IconName } from '../../widgets/icon.ts';
import { isSummarised } from '../summary.ts';

/** The two articles of a turn. */
export type Side = 'question' | 'answer';

/** One thing to do; `data-action` carries its name to the transcript's listener. */
export interface TurnAction {
  readonly action: string;
  readonly label: string;
  readonly glyph?: IconName;
  /** For what is switched on and off. */
  readonly pressed?: boolean;
  /** Why it cannot be done now. */
  readonly reason?: string;
}

/** What a turn's answer can be asked for again with, as far as the model lets anybody choose. */
export function otherWays({ strings, state }: PartContext): TurnAction[] {
  const { thinkingFixed, sendsEffort, models } = state.panel;
  const thinking: TurnAction[] =
    thinkingFixed !== undefined
      ? []
      : [
          { action: 'withThinking', label: strings.withThinking },
          ...(sendsEffort ? [{ action: 'withMoreThinking', label: strings.withMoreThinking }] : []),
          { action: 'withoutThinking', label: strings.withoutThinking },
        ];
  return [
    ...thinking,
    ...(models.length > 1 ? [{ action: 'withOtherModel', label: strings.withOtherModel }] : []),
  ];
}

/** Everything that can be done with one article of a turn, in order. */
export function allActions(turn: Turn, side: Side, context: PartContext): TurnAction[] {
  const { strings } = context;
  const reason = disabledReason(context);
  const later = reason === undefined ? {} : { reason };
  const whole = { label: strings.exclude, excluded: turn.excluded === true };
  const text = side === 'question' || answerText(turn) !== '';
  const again = [
    { action: 'regenerate', label: strings.regenerate, glyph: 'refresh' as const },
    ...otherWays(context),
  ].map((turnAction) => ({ ...turnAction, ...later }));
  return [
    ...(text ? [{ action: 'copy', label: strings.copy, glyph: 'copy' as const }] : []),
    ...(side === 'question'
      ? [{ action: 'edit', label: strings.edit, glyph: 'edit' as const, ...later }]
      : again),
    ...(side === 'answer' ? [requestAction(turn, strings)] : []),
    { action: 'branch', label: strings.branch, glyph: 'branch', ...running(turn, strings) },
    ...summarising(turn, side, context),
    { action: 'exclude', ...excludeSwitch(turn, whole, context) },
    { action: 'delete', label: strings.delete, glyph: 'trash', ...later },
  ];
}

/** The switch that leaves a turn, or a piece of its message, out of requests; it would do nothing to a summary of them. */
export function excludeSwitch(
  turn: Turn,
  { label, excluded }: { readonly label: string; readonly excluded: boolean },
  context: PartContext,
): Omit<TurnAction, 'action'> {
  const { strings, state } = context;
  const index = activeBranch(state.conversation).findIndex(({ id }) => id === turn.id);
  const summarised = isSummarised(index, context) ? strings.summaryInstead : undefined;
  const reason = disabledReason(context) ?? summarised;
  return {
    label,
    glyph: excluded ? 'eyeClosed' : 'eye',
    pressed: excluded,
    ...(reason === undefined ? {} : { reason }),
  };
}

/** What ends with this answer can be summarised, once. */
function summarising(turn: Turn, side: Side, context: PartContext): TurnAction[] {
  if (side === 'question' || turn.summary !== undefined) return [];
  return [
    { action: 'summarise', label: context.strings.summarise, ...running(turn, context.strings) },
  ];
}

/** A copy has what was said, so that only a turn in progress has to be waited for. */
function running(turn: Turn, strings: UiStrings): { reason?: string } {
  return turn.status === 'inProgress' ? { reason: strings.waitForAnswer } : {};
}

function requestAction({ request }: Turn, strings: UiStrings): TurnAction {
  const reason = request === undefined ? { reason: strings.noRequest } : {};
  return { action: 'showRequest', label: strings.showRequest, glyph: 'request', ...reason };
}

const direct: Readonly<Record<Side, readonly string[]>> = {
  question: ['copy', 'edit', 'exclude', 'delete'],
  answer: ['copy', 'regenerate', 'showRequest', 'branch', 'delete'],
};

/** The buttons of an article; `offered` is what the article offers in another place already. */
export function actionButtons(
  turn: Turn,
  side: Side,
  context: PartContext,
  offered: readonly string[] = [],
): TemplateResult {
  const { strings } = context;
  const of = `${turn.id}/${side}`;
  const shown = allActions(turn, side, context).filter(
    ({ action }) => direct[side].includes(action) && !offered.includes(action),
  );
  return html`${shown.map((turnAction) =>
    turnAction.action === 'regenerate' && otherWays(context).length > 0
      ? html`${actionButton(turnAction, of)}${menuButton('again', 'chevronDown', strings.answerDifferently, of, turnAction.reason)}`
      : actionButton(turnAction, of),
  )}${menuButton('more', 'ellipsis', strings.moreActions, of)}`;
}

/** One button; its listener is the transcript's, which reads `data-action`. */
export function actionButton(turnAction: TurnAction, of: string): TemplateResult {
  return html`<button
    class="ds-iconButton"
    type="button"
    data-action=${turnAction.action}
    data-of=${of}
    aria-label=${turnAction.label}
    aria-pressed=${turnAction.pressed === undefined ? nothing : String(turnAction.pressed)}
    aria-disabled=${turnAction.reason === undefined ? nothing : 'true'}
    title=${turnAction.reason ?? turnAction.label}
  >
    ${turnAction.glyph === undefined ? nothing : icon(turnAction.glyph)}
  </button>`;
}

function menuButton(
  kind: 'more' | 'again',
  glyph: IconName,
  label: string,
  of: string,
  reason?: string,
): TemplateResult {
  return html`<button
    class="ds-iconButton ds-iconButton--${kind}"
    type="button"
    data-action=${kind}
    data-of=${of}
    aria-label=${label}
    aria-haspopup="menu"
    aria-disabled=${reason === undefined ? nothing : 'true'}
    title=${reason ?? label}
  >
    ${icon(glyph)}
  </button>`;
}

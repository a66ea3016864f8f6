/** One click listener for links and `data-action` buttons in messages. */

import { answerText } from '../../../src/conversation/answer/answerProblem.ts';
import { findTurn } from '../../../src/conversation/activeBranch.ts';
import { jsonTextOf } from '../../../src/conversation/answer/jsonAnswer.ts';
import type { Conversation } from '../../../src/conversation/model.ts';
import { copiedMarkdown, copiedText, type CopiedText } from './copyOffers.ts';
import type { Intent } from '../../../src/protocol/messages.ts';

/** What the listener needs of the page. */
export interface ClickPort {
  conversation(): Conversation | undefined;
  post(intent: Intent): void;
  /** Does what else a button of a message says. */
  act(action: string, of: string, button: HTMLElement): void;
  /** Copies a text; whether that is done, or is to be decided first. */
  copy(text: CopiedText, button: HTMLElement): boolean;
}

/** How long a copy button shows that it worked, in milliseconds. */
const markFor = 1500;

/** Listens on the page's root; no link ever navigates. */
export function listenToClicks(root: HTMLElement, port: ClickPort): void {
  const onClick = (event: MouseEvent): void => {
    if (!(event.target instanceof Element)) return;
    const link = event.target.closest('a[href]');
    if (link !== null) {
      // VS Code opens links it sees clicked; this one goes by intent, and only once.
      event.preventDefault();
      event.stopPropagation();
      port.post({ type: 'openLink', href: link.getAttribute('href') ?? '' });
      return;
    }
    const button = event.target.closest<HTMLElement>('[data-action]');
    if (button !== null && event.type === 'click') run(button, port);
  };
  root.addEventListener('click', onClick);
  root.addEventListener('auxclick', onClick);
}

function run(button: HTMLElement, port: ClickPort): void {
  const { action, of = '' } = button.dataset;
  // Its title says why it cannot be done.
  if (action === undefined || button.getAttribute('aria-disabled') === 'true') return;
  if (action === 'saveJson') port.post({ type: 'saveJson', turnId: of });
  if (action === 'summarise') {
    port.post({ type: 'summarise', turnId: of.slice(0, of.lastIndexOf('/')) });
  }
  port.act(action, of, button);
  const copied =
    action === 'copyCode'
      ? codeOf(button)
      : action === 'copy'
        ? messageOf(of, port)
        : action === 'copyJson'
          ? jsonOf(of, port)
          : undefined;
  if (copied === undefined || !port.copy(copied, button)) return;
  button.dataset.copied = '';
  setTimeout(() => delete button.dataset.copied, markFor);
}

function jsonOf(of: string, port: ClickPort): CopiedText | undefined {
  const conversation = port.conversation();
  const turn = conversation && findTurn(conversation, of);
  const text = turn && jsonTextOf(turn);
  return text === undefined ? undefined : copiedText(text, 'code');
}

function codeOf(button: HTMLElement): CopiedText | undefined {
  const text = button.closest('.ds-code')?.querySelector('code')?.textContent;
  return typeof text === 'string' ? copiedText(text.replace(/\n$/, ''), 'code') : undefined;
}

/** The words of `TURN/question` or `TURN/answer`, as they were written. */
function messageOf(of: string, port: ClickPort): CopiedText | undefined {
  const conversation = port.conversation();
  const cut = of.lastIndexOf('/');
  const turn = conversation && findTurn(conversation, of.slice(0, cut));
  if (turn === undefined) return undefined;
  return copiedMarkdown(of.slice(cut + 1) === 'question' ? turn.user.text : answerText(turn));
}

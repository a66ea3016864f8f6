/** Listens to keys, clicks and the browser on behalf of a page's helpers. */

import { repaintEvent } from '../markdown/scripts.ts';
import { isRunning } from '../state/isRunning.ts';
import { listenToMessageKeys } from '../transcript/actions/messageKeys.ts';
import { listenToClicks } from '../transcript/actions/transcriptClicks.ts';
import { listenToKeys } from './keyboard.ts';
import type { PanelPort, ReadingParts, WritingParts } from './panelParts.ts';

/** Begins; a page listens until it is gone. */
export function listenToPage(
  port: PanelPort,
  { find, history, memory }: ReadingParts,
  { copies, messages }: WritingParts,
): void {
  const { root, channel } = port;
  listenToMessageKeys(root, messages);
  listenToClicks(root, {
    act: (action, of, button) => messages.act(action, of, button),
    conversation: () => port.state()?.conversation,
    post: (intent) => channel.post(intent),
    copy: (text, button) => copies.copy(text, button),
  });
  // Find marks words in the nodes that were there before.
  root.addEventListener(repaintEvent, () => port.redraw());
  listenToKeys(root, {
    running: () => {
      const current = port.state();
      return current !== null && isRunning({ state: current });
    },
    covered: () => history.isOpen,
    stop: () => channel.post({ type: 'stop' }),
    newChat: () => channel.post({ type: 'newChat' }),
    find: () => find.open(),
    findNext: (step) => {
      find.next(step);
      return find.isOpen;
    },
    endFind: () => find.end(),
  });
  document.addEventListener('visibilitychange', () => memory.save());
  window.addEventListener('pagehide', () => memory.save());
}

/** One line at the end of an answer that says what the turn is waiting for. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Turn } from '../../../src/conversation/model.ts';
import { fill } from '../../../src/protocol/strings/uiStrings.ts';
import { formatSpan } from '../../widgets/format.ts';
import type { PartContext } from '../../state/templateContext.ts';
import { retryCard } from './errorCard.ts';

/** The line or card of the present activity; nothing while text flows. */
export function activity(turn: Turn, context: PartContext): TemplateResult | typeof nothing {
  const { state, strings, now } = context;
  const present = state.panel.activity;
  if (present === null) return nothing;
  const elapsed = (ms: number): string => formatSpan(ms + now - state.panelAt, strings);
  switch (present.kind) {
    case 'sending':
      return line(strings.sending);
    case 'waiting':
      return line(
        'running' in present
          ? fill(strings.waitingRunning, present.running)
          : fill(strings.waitingMinute, timeOf(present.until), present.perMinute),
      );
    case 'queued':
      return line(fill(strings.queued, elapsed(present.elapsedMs)));
    case 'streaming':
      return turn.parts.length === 0 ? line(strings.working) : nothing;
    case 'stalled':
      return line(fill(strings.stalled, elapsed(present.elapsedMs)));
    case 'retrying':
      return retryCard(present, context);
  }
}

function timeOf(at: number): string {
  const language = document.documentElement.lang || undefined;
  return new Date(at).toLocaleTimeString(language, { timeStyle: 'medium' });
}

/** The ring is hidden from screen readers: the toolkit would make it an alert of its own. */
function line(text: string): TemplateResult {
  return html`<div class="ds-activity">
    <span class="ds-activity__ring" aria-hidden="true"
      ><vscode-progress-ring></vscode-progress-ring
    ></span>
    <span>${text}</span>
  </div>`;
}

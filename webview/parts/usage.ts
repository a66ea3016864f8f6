/** The receipt of a turn: one line of secondary text, exact counts on hover. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Turn } from '../../src/conversation/model.ts';
import { fill, type UiStrings } from '../../src/protocol/uiStrings.ts';
import { formatCount, formatSpan } from '../format.ts';

/** The receipt, or nothing for a turn without usage. */
export function usageLine(turn: Turn, strings: UiStrings): TemplateResult | typeof nothing {
  const usage = turn.usage;
  if (usage === undefined) return nothing;
  const share = usage.prompt > 0 ? Math.round((usage.cached / usage.prompt) * 100) : 0;
  const sent =
    usage.cached > 0
      ? fill(strings.usageInCached, formatCount(usage.prompt), share)
      : fill(strings.usageIn, formatCount(usage.prompt));
  const got = fill(strings.usageOut, formatCount(usage.completion));
  const details = [fill(strings.usageDetails, usage.prompt, usage.cached, usage.completion)];
  if (usage.reasoning !== undefined) details.push(fill(strings.usageReasoning, usage.reasoning));
  if (turn.endedAt !== undefined) details.push(formatSpan(turn.endedAt - turn.startedAt, strings));
  return html`<span class="ds-usage" data-part="usage" title=${details.join(' · ')}
    ><span class="ds-usage__piece">${sent} ·</span>
    <span class="ds-usage__piece">${got}</span></span
  >`;
}

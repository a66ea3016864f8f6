/** Chips of attached context: removable in the composer, fixed in sent messages. */

import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { contextLabel } from '../../src/conversation/context/contextLabel.ts';
import { nameHidden } from '../../src/conversation/hiddenCharacters.ts';
import type { ContextItem, Turn } from '../../src/conversation/model.ts';
import type { ContextChip } from '../../src/protocol/messages.ts';
import { fill } from '../../src/protocol/strings/uiStrings.ts';
import type { PartContext } from '../state/templateContext.ts';
import { icon } from '../widgets/icon.ts';
import { shown } from '../widgets/shown.ts';
import { actionButton, excludeSwitch } from '../transcript/actions/turnActions.ts';

/** What the next message brings along. */
export function attached(context: PartContext): TemplateResult | typeof nothing {
  const chips = context.state.context;
  if (chips.length === 0) return nothing;
  return html`<ul class="ds-composer__context" aria-label=${context.strings.attached}>
    ${repeat(
      chips,
      (chip) => chip.id,
      (chip) => removable(chip, context),
    )}
  </ul>`;
}

/** The name of a chip: where room is short, the folders shrink before the file and its lines. */
export function chipName(label: string, title: string): TemplateResult {
  const [, folder = '', file = '', lines = ''] = /^(.*\/)?(.*?)(:\d+-\d+)?$/s.exec(label) ?? [];
  return html`${icon('file')}<span class="ds-chip__name" title=${nameHidden(title)}
      >${folder === '' ? nothing : html`<span class="ds-chip__folder">${shown(folder)}</span>`}<span
        class="ds-chip__file"
        >${shown(file)}</span
      ><span class="ds-chip__lines">${lines}</span></span
    >`;
}

function removable(chip: ContextChip, { strings, actions }: PartContext): TemplateResult {
  const name = fill(strings.removeContext, nameHidden(chip.label));
  return html`<li class="ds-chip">
    ${chipName(chip.label, chip.label)}
    <button
      class="ds-iconButton ds-chip__remove"
      type="button"
      aria-label=${name}
      title=${name}
      @click=${() => actions.removeContext(chip)}
    >
      ${icon('close')}
    </button>
  </li>`;
}

/** A piece that went with a message, with a switch to leave it out of requests from now on. */
export function sentChip(item: ContextItem, turn: Turn, context: PartContext): TemplateResult {
  const { strings } = context;
  const label = contextLabel(item);
  const out = turn.excludedContext?.includes(item.id) === true;
  const piece = { label: fill(strings.excludePiece, nameHidden(label)), excluded: out };
  const toggle = { action: 'excludeContext', ...excludeSwitch(turn, piece, context) };
  return html`<li class="ds-chip ${out ? 'ds-chip--out' : ''}">
    ${chipName(label, item.path)}
    ${out ? html`<span class="ds-chip__notSent">${strings.notSent}</span>` : nothing}
    ${actionButton(toggle, `${turn.id}/${item.id}`)}
  </li>`;
}

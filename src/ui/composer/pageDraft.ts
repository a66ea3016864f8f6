/** The draft as a page shows it: its text, and the labels of its context. */

import { contextLabel } from '../../conversation/context/contextLabel.ts';
import type { Draft } from './drafts.ts';
import type { PageDraft } from '../panel/webviews/channelTypes.ts';

/** The draft without the attached text, which stays with the host. */
export function toPageDraft({ text, context }: Draft): PageDraft {
  return {
    text,
    context: context.map((item) => ({ id: item.id, kind: item.kind, label: contextLabel(item) })),
  };
}

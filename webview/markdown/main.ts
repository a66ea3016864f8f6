/** The entry of the renderer's script. */

import { listenToFootnotes } from './footnotes.ts';
import { onClosed, onDrawn } from './lateWork.ts';
import { provideMarkdown } from './provided.ts';
import { SlicedMarkdown } from './slicedMarkdown.ts';
import { StreamedMarkdown } from './streamedMarkdown.ts';

provideMarkdown((texts, root) => {
  listenToFootnotes(root);
  return new SlicedMarkdown(new StreamedMarkdown(texts, root, { onDrawn, onClosed }));
});

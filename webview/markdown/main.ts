/** Entry point of the Markdown script. */

import { listenToFootnotes } from './footnotes.ts';
import { onClosed, onDrawn } from './stream/idleWork.ts';
import { provideMarkdown } from './scripts.ts';
import { SlicedMarkdown } from './stream/slicedMarkdown.ts';
import { StreamedMarkdown } from './stream/streamedMarkdown.ts';

provideMarkdown((texts, root) => {
  listenToFootnotes(root);
  return new SlicedMarkdown(new StreamedMarkdown(texts, root, { onDrawn, onClosed }));
});

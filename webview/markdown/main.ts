/** The entry of the renderer's script. */

import { provideMarkdown } from './provided.ts';
import { StreamedMarkdown } from './streamedMarkdown.ts';

provideMarkdown((texts, root) => new StreamedMarkdown(texts, root));

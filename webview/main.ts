/** Entry point of the page: reads the boot data and builds the panel. */

import type { BootData } from '../src/protocol/boot.ts';
import { createUiStrings } from '../src/protocol/strings/english/uiStrings.ts';
import { Panel } from './app/panel.ts';
import { registerToolkit } from './widgets/toolkit.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root.');
const { strings = createUiStrings({ l10n: { t: (text) => text } }), ...boot } = JSON.parse(
  root.dataset.boot ?? '',
) as BootData;
document.documentElement.lang = boot.language;
registerToolkit();
new Panel(root, { ...boot, strings });

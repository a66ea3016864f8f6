/** Entry point of the page: reads the boot data and builds the panel. */

import type { BootData } from '../src/protocol/boot.ts';
import { createUiStrings } from '../src/protocol/strings/english/uiStrings.ts';
import { loadSibling } from './app/loadScript.ts';
import { Panel } from './app/panel.ts';
import { keepUsableUntilUpgraded } from './app/toolkitPlaceholders.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root.');
const { strings = createUiStrings({ l10n: { t: (text) => text } }), ...boot } = JSON.parse(
  root.dataset.boot ?? '',
) as BootData;
document.documentElement.lang = boot.language;
keepUsableUntilUpgraded(root);
new Panel(root, { ...boot, strings });
// The toolkit is as large as the rest of the page, so it must delay neither what is seen first nor the first keys.
afterFirstPaint(() => {
  void loadSibling('toolkit.js').then((loaded) => {
    if (!loaded) reportError(new Error('toolkit.js was not loaded.'));
  });
});

function afterFirstPaint(callback: () => void): void {
  new PerformanceObserver((entries, observer) => {
    if (entries.getEntriesByName('first-contentful-paint').length === 0) return;
    observer.disconnect();
    requestIdleCallback(callback, { timeout: 500 });
  }).observe({ type: 'paint', buffered: true });
}

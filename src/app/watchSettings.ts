/** Updates panels and the notices about settings that cannot be used when settings change. */

import { loadFeatures } from './chunks.ts';
import { onSettingsChanged, readSettings, invalidSettings } from '../settings.ts';
import { onChatFontChanged } from '../ui/panel/chatFont.ts';
import type { Core } from '../ui/core.ts';
import { settingsNotice } from '../ui/notices/invalidSettingsNotice.ts';

/** Starts watching; `update` updates what every panel shows. */
export function watchSettings(core: Core, update: () => void): void {
  const { context, log, notices } = core;
  let hadHeaders = false;
  const check = () => {
    settingsNotice(notices, log, invalidSettings());
    const hasHeaders = Object.keys(readSettings().extraHeaders).length > 0;
    // Few have any, so that what looks at them is not loaded with the panel.
    if (hasHeaders || hadHeaders) checkHeaders(core);
    hadHeaders = hasHeaders;
  };
  context.subscriptions.push(
    onChatFontChanged(update),
    onSettingsChanged(() => {
      check();
      update();
    }),
  );
  check();
}

function checkHeaders({ log, notices }: Core): void {
  loadFeatures()
    .then(({ headersNotice, leftOutHeaders }) =>
      headersNotice(notices, log, leftOutHeaders(readSettings().extraHeaders)),
    )
    .catch((error: unknown) => log.error(`The headers could not be checked: ${String(error)}`));
}

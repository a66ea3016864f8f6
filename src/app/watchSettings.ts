/** Updates panels and the notice about invalid settings when settings change. */

import { onSettingsChanged, wrongSettings } from '../settings.ts';
import { onChatFontChanged } from '../ui/panel/chatFont.ts';
import type { Core } from '../ui/core.ts';
import { settingsNotice } from '../ui/notices/invalidSettingsNotice.ts';

/** Starts watching; `update` updates what every panel shows. */
export function watchSettings({ context, log, notices }: Core, update: () => void): void {
  const check = () => settingsNotice(notices, log, wrongSettings());
  context.subscriptions.push(
    onChatFontChanged(update),
    onSettingsChanged(() => {
      check();
      update();
    }),
  );
  check();
}

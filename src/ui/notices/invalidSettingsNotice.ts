/** Shows which settings have invalid values until they are corrected. */

import * as vscode from 'vscode';
import type { Logger } from '../../platform/ports.ts';
import type { Notices } from './notices.ts';

const id = 'settings';

/** Shows and logs which settings are left out of account (full names), or takes the notice away. */
export function settingsNotice(notices: Notices, logger: Logger, wrong: readonly string[]): void {
  const names = wrong.map((key) => `deepseek.${key}`).join(', ');
  const shown = notices.all.find((notice) => notice.id === id);
  if (wrong.length === 0) {
    notices.clear(id);
    return;
  }
  const text = vscode.l10n.t(
    'These settings have a value that cannot be used and count as not set: {0}',
    names,
  );
  if (shown?.text === text) return;
  logger.warn(`Settings with a value that cannot be used: ${names}`);
  notices.show({ id, text });
}

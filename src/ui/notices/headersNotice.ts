/** Shows which headers of the setting `extraHeaders` are not sent, why, and what can be. */

import * as vscode from 'vscode';
import type { Logger } from '../../platform/ports.ts';
import type { Notices } from './notices.ts';

/** A header that is left out, and why. */
export interface LeftOutHeader {
  readonly name: string;
  readonly problem: 'name' | 'own' | 'credential' | 'value';
}

const id = 'headers';

/** Shows and logs the headers that are left out, or takes the notice away; what they hold is not shown. */
export function headersNotice(
  notices: Notices,
  logger: Logger,
  leftOut: readonly LeftOutHeader[],
): void {
  const first = leftOut[0];
  const shown = notices.all.find((notice) => notice.id === id);
  if (first === undefined) {
    notices.clear(id);
    return;
  }
  const names = leftOut.map(({ name }) => name.slice(0, 80)).join(', ');
  const text = vscode.l10n.t(
    'These headers of "deepseek.extraHeaders" are not sent: {0}. {1}',
    names,
    reasonOf(first),
  );
  if (shown?.text === text) return;
  logger.warn(`Headers that are not sent: ${names}`);
  notices.show({ id, text });
}

function reasonOf({ problem }: LeftOutHeader): string {
  switch (problem) {
    case 'name':
      return vscode.l10n.t('A name may hold letters, digits and hyphens, such as X-Team.');
    case 'own':
      return vscode.l10n.t('The extension sets this header itself.');
    case 'credential':
      return vscode.l10n.t('Credentials belong in "DeepSeek: Set API Key".');
    case 'value':
      return vscode.l10n.t(
        'A value may hold Latin-1 characters only. Write others percent-encoded, such as %E4%BD%A0.',
      );
  }
}

/** Shows a panel notice when the API key could not be stored securely. */

import * as vscode from 'vscode';
import type { KeyProblem } from './apiKeyStatus.ts';
import type { Notices } from '../notices/notices.ts';

const id = 'key';

/** Shows what is wrong with the keeping of the key for a host, or takes the notice away. */
export function keyNotice(
  notices: Notices,
  trouble: KeyProblem | undefined,
  host: () => string,
): void {
  if (trouble === undefined) notices.clear(id);
  else if (trouble === 'forSession') notices.show({ id, text: toText(trouble, host()) });
  else notices.show({ id, text: toText(trouble, host()), action: 'setApiKey' });
}

function toText(trouble: KeyProblem, host: string): string {
  switch (trouble) {
    case 'forSession':
      return vscode.l10n.t(
        'The system key store does not work, so the key for {0} is kept until VS Code closes.',
        host,
      );
    case 'lost':
      return vscode.l10n.t(
        'The system key store has not kept the key for {0}. Enter it again.',
        host,
      );
    case 'unavailable':
      return vscode.l10n.t(
        'The system key store does not answer. A key for {0} that you enter now is kept until VS Code closes.',
        host,
      );
  }
}

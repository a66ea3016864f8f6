/** The API key and the balance: their commands, status and notices. */

import * as vscode from 'vscode';
import type { Core, FeatureCommands } from '../core.ts';
import { keyNotice } from './apiKeyNotice.ts';
import { KeyStatus } from './apiKeyStatus.ts';
import { onSettingsChanged } from '../../settings.ts';

/** Makes the feature; `onChange` of its status fires when panels have to be updated. */
export function createAccount(core: Core) {
  const { context, keys, keyCheck, notices, setApiKey } = core;
  const status = new KeyStatus(keys, keyCheck);
  const refresh = async () => {
    await status.refresh();
    void vscode.commands.executeCommand('setContext', 'deepseek.hasKey', status.isPresent);
  };
  context.subscriptions.push(
    status.onChange.on(() =>
      keyNotice(notices, status.trouble, () => keyCheck.destination()?.host ?? ''),
    ),
    keys.onChange.on(() => void refresh()),
    onSettingsChanged(() => void refresh()),
  );
  void refresh();
  const commands: FeatureCommands<'setApiKey' | 'removeApiKey'> = {
    setApiKey,
    async removeApiKey() {
      const { removeApiKey } = await core.loadDocuments();
      await removeApiKey(keyCheck, keys);
    },
  };
  return { commands, status, refresh };
}

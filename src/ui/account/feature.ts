/** The API key and the balance: their commands, status and notices. */

import * as vscode from 'vscode';
import type { Core, FeatureCommands } from '../core.ts';
import { keyNotice } from './apiKeyNotice.ts';
import { KeyStatus } from './apiKeyStatus.ts';
import { lowBalanceNotice } from '../usage/budgetNotices.ts';
import { onSettingsChanged, readSettings } from '../../settings.ts';

/** Makes the feature; `onChange` of its status fires when panels have to be updated. */
export function createAccount(core: Core) {
  const { context, controller, keys, keyCheck, notices, setApiKey } = core;
  const { account } = controller;
  const status = new KeyStatus(keys, keyCheck);
  const refresh = async () => {
    await status.refresh();
    void vscode.commands.executeCommand('setContext', 'deepseek.hasKey', status.isPresent);
  };
  const showBalance = () => {
    const { state } = account;
    if (state.kind === 'known') lowBalanceNotice(notices, state, readSettings().lowBalance);
  };
  context.subscriptions.push(
    status.onChange.on(() =>
      keyNotice(notices, status.trouble, keyCheck.destination()?.host ?? ''),
    ),
    keys.onChange.on(() => void refresh()),
    account.onChange.on(showBalance),
    onSettingsChanged(() => {
      void refresh();
      showBalance();
    }),
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

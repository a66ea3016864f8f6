/** Everything that shows costs: the status bar, the usage page, receipts, totals and notices. */

import type { NextRequest } from '../../chat/request/requestPlanner.ts';
import { onSettingsChanged, readSettings } from '../../settings.ts';
import type * as vscode from 'vscode';
import type { ChatController } from '../../chat/chatController.ts';
import type { Log } from '../../log.ts';
import type { Clock } from '../../platform/ports.ts';
import type { Notices } from '../notices/notices.ts';
import type { UsageSource } from './usageSource.ts';
import { limitNotice, lowBalanceNotice } from './budgetNotices.ts';
import { ChatCosts } from './chatCosts.ts';
import { createReceipts } from './receipts.ts';
import { UsageViews } from './usageViews.ts';

interface UsageDisplayPorts {
  readonly context: Pick<vscode.ExtensionContext, 'extensionUri' | 'subscriptions'>;
  readonly controller: ChatController;
  readonly ledger: UsageSource;
  readonly notices: Notices;
  readonly clock: Clock;
  readonly log: Log;
}

/** Created with the first chat that has an answer, or by the command that shows the usage page. */
export function createUsageDisplay({
  context,
  controller,
  ledger,
  notices,
  clock,
  log,
}: UsageDisplayPorts) {
  const { account } = controller;
  const pricing = () => controller.pricing;
  const costs = new ChatCosts({
    read: (since) => ledger.read(since),
    pricing,
    clock,
    logger: log,
  });
  const views = new UsageViews({
    extensionUri: context.extensionUri,
    ledger,
    account,
    settings: readSettings,
    clock,
    logger: log,
  });
  const showBalance = () => {
    const { state } = account;
    if (state.kind === 'known') lowBalanceNotice(notices, state, readSettings().lowBalance);
  };
  context.subscriptions.push(
    costs,
    views,
    account.onChange.on(showBalance),
    onSettingsChanged(showBalance),
  );
  return {
    costs,
    views,
    receipts: createReceipts(pricing, clock),
    limitNotice: (next: NextRequest | undefined) =>
      limitNotice(next, readSettings(), pricing(), clock.now()),
  };
}

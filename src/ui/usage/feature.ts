/** Usage and cost: the usage page, the status bar, receipts, totals and the spend limit's notice. */

import type { NextRequest } from '../../chat/request/requestPlanner.ts';
import { readSettings } from '../../settings.ts';
import type { Core, FeatureCommands } from '../core.ts';
import { limitNotice } from './budgetNotices.ts';
import { createReceipts } from './receipts.ts';
import { ChatCosts } from './chatCosts.ts';
import { UsageViews } from './usageViews.ts';

/** Makes the feature. */
export function createUsage({ context, controller, ledger, clock, log, loadDocuments }: Core) {
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
    loadDocuments,
    ledger,
    account,
    settings: readSettings,
    clock,
    logger: log,
  });
  context.subscriptions.push(
    costs,
    views,
    controller.onTurnEnded.on(() => {
      void costs.refresh();
      void views.afterTurn();
    }),
  );
  const commands: FeatureCommands<'showUsage'> = { showUsage: () => views.show() };
  return {
    commands,
    costs,
    receipts: createReceipts(pricing, clock),
    limitNotice: (next: NextRequest | undefined) =>
      limitNotice(next, readSettings(), pricing(), clock.now()),
  };
}

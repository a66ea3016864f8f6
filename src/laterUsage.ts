/** How what tells of usage and money is built, when it is first needed. */

import type { LastAnswerCommands } from './views/lastAnswerCommands.ts';
import type { ChatController } from './chat/chatController.ts';
import type { UsedRequest } from './chat/usageTotals.ts';
import type { LatePart } from './platform/latePart.ts';
import { readSettings } from './settings.ts';
import { nodeFiles } from './storage/nodeFiles.ts';
import { systemClock, systemIds } from './system.ts';
import type { UsageSource, UsageViews } from './views/usageViews.ts';
import type { PartPorts } from './laterParts.ts';
import type { ChatSession } from './chat/chatSession.ts';

/** What was used, on the disk. */
export async function makeLedger({ log, folder }: PartPorts) {
  const { UsageLedger } = await import('./storage/usageLedger.ts');
  const now = () => systemClock.now();
  const windowId = systemIds.next();
  return new UsageLedger({ folder, windowId, files: nodeFiles, logger: log, now });
}

/** What is told of money on pages; `used` reads the requests since a time. */
export async function makeMoney(
  { log }: PartPorts,
  { controller }: { readonly controller: ChatController },
  used: (since: number) => Promise<readonly UsedRequest[]>,
) {
  const [{ SpentTotals }, { createReceipts }, { limitNotice, lowBalanceNotice }] =
    await Promise.all([
      import('./views/spentTotals.ts'),
      import('./views/receipts.ts'),
      import('./views/moneyNotices.ts'),
    ]);
  const pricing = () => controller.pricing;
  const spent = new SpentTotals({ read: used, pricing, clock: systemClock, logger: log });
  return { spent, receipts: createReceipts(pricing, systemClock), limitNotice, lowBalanceNotice };
}

/** What is told of money in a tab of its own and in the status bar. */
export async function makeUsageViews(
  { context: { extensionUri }, log }: PartPorts,
  ledger: Pick<LatePart<UsageSource>, 'load'>,
  { account }: ChatController,
): Promise<UsageViews> {
  const { UsageViews } = await import('./views/usageViews.ts');
  return new UsageViews({
    ...{ extensionUri, ledger: await ledger.load(), account, settings: readSettings },
    ...{ clock: systemClock, logger: log },
  });
}

/** The commands about the last answer, for the chat that is shown. */
export async function makeLastAnswer(
  shown: () => ChatSession | undefined,
): Promise<LastAnswerCommands> {
  const { LastAnswerCommands } = await import('./views/lastAnswerCommands.ts');
  const made = new LastAnswerCommands();
  made.tell(shown());
  return made;
}

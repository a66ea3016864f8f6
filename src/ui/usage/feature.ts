/** Usage and cost, as far as an empty chat needs them: loads the rest with the first cost that is shown. */

import type { NextRequest } from '../../chat/request/requestPlanner.ts';
import type { Conversation } from '../../conversation/model.ts';
import { Emitter } from '../../platform/emitter.ts';
import { Lazy } from '../../platform/lazy.ts';
import { once } from '../../platform/once.ts';
import { readSettings } from '../../settings.ts';
import type { Core, FeatureCommands } from '../core.ts';
import type { ReceiptSource } from '../panel/webviews/channelTypes.ts';

/** Makes the feature. */
export function createUsage(core: Core) {
  const { context, controller, loadDocuments, log } = core;
  const onChange = new Emitter<void>();
  const logFailure = (error: unknown) => log.error(`Costs cannot be shown: ${String(error)}`);
  const display = new Lazy(async () => {
    const { createUsageDisplay } = await loadDocuments();
    const made = createUsageDisplay(core);
    made.costs.onChange.on(() => onChange.fire());
    return made;
  });
  const load = once(() => display.get().then(() => onChange.fire(), logFailure));
  const afterTurn = async () => {
    const { costs, views } = await display.get();
    await Promise.all([costs.refresh(), views.afterTurn()]);
  };
  context.subscriptions.push(controller.onTurnEnded.on(() => void afterTurn().catch(logFailure)));
  const receipts: ReceiptSource = {
    prices: () => JSON.stringify(controller.pricing),
    of: async (turns, conversation) => {
      try {
        return (await display.get()).receipts(turns, conversation);
      } catch (error) {
        logFailure(error);
        return {};
      }
    },
  };
  const commands: FeatureCommands<'showUsage'> = {
    showUsage: async () => (await display.get()).views.show(),
  };
  return {
    commands,
    /** What the panel shows of costs is another now. */
    onChange,
    receipts,
    /** Says that the spend limit cannot act on a request, where one is set. */
    limitNotice: (next: NextRequest | undefined) => {
      if (readSettings().spendLimit.perDay === null) return undefined;
      load();
      return display.value?.limitNotice(next);
    },
    /** What a chat and the day have cost; an empty chat has cost nothing. */
    spent: (conversation: Conversation) => {
      if (conversation.activeLeaf === null) return undefined;
      load();
      return display.value?.costs.text(conversation);
    },
  };
}

/** Usage and cost: what an empty chat needs; the rest loads when the first cost is shown. */

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
    /** Fires when the costs shown in the panel change. */
    onChange,
    receipts,
    /** A notice if a spend limit is set but can't be applied to the request. */
    limitNotice: (next: NextRequest | undefined) => {
      if (readSettings().spendLimit.perDay === null) return undefined;
      void load();
      return display.value?.limitNotice(next);
    },
    /** The cost of the chat and of the day; none for an empty chat. */
    spent: (conversation: Conversation) => {
      if (conversation.activeLeaf === null) return undefined;
      void load();
      return display.value?.costs.text(conversation);
    },
  };
}

/** The composer: drafts, prompt history, estimates and scheduled messages. */

import * as vscode from 'vscode';
import { readSettings } from '../../settings.ts';
import type { Core } from '../core.ts';
import { Drafts } from './drafts.ts';
import type { EstimatePage } from './estimateController.ts';
import { PromptHistory } from './promptHistory.ts';
import { createQueueIntents } from '../panel/intents/queueIntents.ts';
import { createComposerIntents } from './sendMessage.ts';
import { TimedChats } from './scheduledMessages.ts';

/** Makes the feature. */
export function createComposer({ context, controller, memory, clock, loadRequests }: Core) {
  const drafts = new Drafts(memory);
  const prompts = new PromptHistory(memory);
  const scheduled = new TimedChats(controller, memory, clock);
  const { estimator, planner } = controller;
  const services = {
    drafts,
    clock,
    texts: vscode,
    offers: { planner, clock, offPeakHint: () => readSettings().offPeak.hint },
  };
  context.subscriptions.push(
    controller.onMessageReturned.on(({ id, user }) => drafts.giveBack(id, user)),
  );
  void scheduled.open();
  return {
    drafts,
    intents: { ...createComposerIntents({ drafts, prompts }), ...createQueueIntents(drafts) },
    async createEstimates(page: EstimatePage) {
      const { EstimateController } = await loadRequests();
      return new EstimateController(page, { ...services, estimator: await estimator.get() });
    },
    /** Forgets everything; only "Delete All Data" calls this. */
    async clear() {
      drafts.clearAll();
      await prompts.clear();
      scheduled.clear();
    },
  };
}

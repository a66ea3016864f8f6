/** What the buttons of error cards and notices do. */

import * as vscode from 'vscode';
import type { ChatSession } from '../../../chat/session/chatSession.ts';
import type { Summaries } from '../../../chat/generate/summaries.ts';
import type { ErrorAction } from '../../../conversation/errors.ts';
import type { TurnId } from '../../../conversation/model.ts';
import { openSetting } from '../../../settings.ts';
import type { Drafts } from '../../composer/drafts.ts';
import type { IntentHandlers, IntentPage } from './intentHandlers.ts';
import { takeBackMessage } from '../../composer/takeBackMessage.ts';
import { openTopUp } from '../../account/topUp.ts';

/** What they need of the rest. */
export interface CardActionPorts {
  readonly drafts: Drafts;
  readonly summaries: Summaries;
  /** Asks for a key; whether one was kept that works. */
  readonly setApiKey: () => Promise<boolean>;
  /** Lets the user choose a model; whether one was chosen. */
  readonly selectModel: (session: ChatSession) => Promise<boolean>;
  /** Takes the model that is offered for a retired one. */
  readonly updateModelSetting: (session: ChatSession) => unknown;
  readonly showLog: () => void;
  /** A new chat with the turns up to this one. */
  readonly copyBranch: (session: ChatSession, turnId: TurnId) => Promise<ChatSession>;
  /** A new chat with a summary of this one; none where that failed. */
  readonly summaryChat: (session: ChatSession) => Promise<ChatSession | undefined>;
}

/** Makes the handler of the buttons. */
export function createButtonActions(ports: CardActionPorts): IntentHandlers<'runAction'> {
  return {
    runAction: ({ action, turnId }, page) => actionsOf(ports, page, turnId)[action](),
  };
}

function actionsOf(
  ports: CardActionPorts,
  page: IntentPage,
  turnId: string | undefined,
): Record<ErrorAction, () => unknown> {
  const { session } = page;
  const asked = { askedBy: page };
  return {
    setApiKey: async () => {
      // The question was asked already; a working key is all that it waited for.
      if ((await ports.setApiKey()) && turnId !== undefined) {
        session.retry(turnId, undefined, asked);
      }
    },
    topUp: openTopUp,
    retry: () => turnId !== undefined && session.retry(turnId, undefined, asked),
    selectModel: async () => {
      // What was chosen for that turn alone gives way to the new choice.
      if ((await ports.selectModel(session)) && turnId !== undefined) {
        session.retry(turnId, {}, asked);
      }
    },
    newChat: () => page.newChat(),
    openBaseUrlSetting: () => openSetting('baseUrl'),
    openProxySetting: () => openVsCodeSetting('http.proxy'),
    openCertificateSetting: () => openVsCodeSetting('http.systemCertificates'),
    takeBack: () => turnId !== undefined && takeBackMessage(session, turnId, ports.drafts),
    updateModelSetting: () => ports.updateModelSetting(session),
    takeOver: () => session.share.takeOver(),
    branchChat: async () => {
      const { activeLeaf } = session.conversation;
      if (activeLeaf !== null) page.showChat(await ports.copyBranch(session, activeLeaf));
    },
    summarise: () => ports.summaries.summarise(session),
    summariseToNew: async () => {
      const chat = await ports.summaryChat(session);
      if (chat !== undefined) page.showChat(chat);
    },
    cancelSummary: () => ports.summaries.cancel(session),
    dismissSummary: () => ports.summaries.cancel(session),
    dropAttachments: () => {
      const { id } = session.conversation;
      for (const item of ports.drafts.of(id).context) ports.drafts.detach(id, item.id);
    },
    showLog: ports.showLog,
    reloadWindow: () => vscode.commands.executeCommand('workbench.action.reloadWindow'),
  };
}

async function openVsCodeSetting(key: string): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', key);
}

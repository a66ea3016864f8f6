/** The list of chats in one page: answers searches slice by slice, and carries out actions. */

import * as vscode from 'vscode';
import { bySummaryOrder } from '../../conversation/chatListEntry.ts';
import type { ChangeRefusal, ChatLibrary } from '../../chat/history/chatLibrary.ts';
import type { ChatSession } from '../../chat/session/chatSession.ts';
import type { ChatSearch } from '../../chat/history/chatSearch.ts';
import type { TurnId, Workspace } from '../../conversation/model.ts';
import { DisposableStore, type Disposable } from '../../platform/disposable.ts';
import type { Clock, Logger } from '../../platform/ports.ts';
import { historySlice, type ChatItem } from '../../protocol/history.ts';
import type { HistoryIntent } from '../../protocol/intents.ts';
import type { FactBody, IntentOf } from '../../protocol/messages.ts';
import { showChangeRefusal } from './changeRefused.ts';
import { toCopyTitle } from '../export/branchCopy.ts';
import { inWorkspace, toItem } from './chatListItems.ts';
import type { IntentHandlers } from '../panel/intents/intentHandlers.ts';
import { offerLog } from '../notices/offerLog.ts';
import { exportRawFile, showUnreadable } from './unreadableChat.ts';
import type { UnreadChats } from './unreadChats.ts';

/** The least time between two slices, in milliseconds. */
const frameMs = 16;
/** How long a change of the list may wait for others, in milliseconds. */
const settleMs = 200;

/** What the lists of all pages share. */
export interface HistoryServices {
  readonly library: ChatLibrary;
  readonly search: ChatSearch;
  readonly unread: UnreadChats;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly workspace: () => Workspace | undefined;
}

/** The page that a list lies on. */
export interface HistoryPage {
  readonly session: ChatSession;
  readonly post: (fact: HistoryFact) => void;
  /** Shows a chat where it was chosen; whether it could be read. */
  readonly choose: (id: string, turnId?: TurnId) => Promise<boolean>;
}

type Search = IntentOf<'searchChats'>;
type HistoryFact = Extract<FactBody, { type: 'history' }>;

/** Answers one page. */
export class HistoryController implements Disposable {
  readonly #page: HistoryPage;
  readonly #services: HistoryServices;
  readonly #watching = new DisposableStore();
  /** What the page shows at present; nothing while its list is closed. */
  #wanted: Search | undefined;
  #running = new AbortController();
  #cancelSettling: (() => void) | undefined;

  constructor(page: HistoryPage, services: HistoryServices) {
    this.#page = page;
    this.#services = services;
    this.#watching.add(services.library.onChange.on(() => this.#settle()));
    this.#watching.add(services.unread.onChange.on(() => this.#settle()));
  }

  readonly #intents: IntentHandlers<HistoryIntent['type'], void> = {
    searchChats: (intent) => {
      this.#wanted = intent;
      this.#carryOut(this.#services.library.load());
      this.#post();
    },
    closeHistory: () => this.close(),
    openChat: ({ id, turnId }) => this.#carryOut(this.#open(id, turnId)),
    renameChat: ({ id, title }) =>
      this.#carryOut(this.#change(id, this.#services.library.rename(id, title.trim()))),
    pinChat: ({ id, pinned }) =>
      this.#carryOut(this.#change(id, this.#services.library.pin(id, pinned))),
    deleteChat: ({ id }) => this.#carryOut(this.#change(id, this.#remove(id))),
    undoDelete: ({ id }) => this.#carryOut(this.#undo(id)),
    duplicateChat: ({ id }) => this.#carryOut(this.#services.library.duplicate(id, toCopyTitle)),
    exportRawChat: ({ id }) => this.#carryOut(exportRawFile(this.#services.library.fileOf(id))),
  };

  /** Carries out an intent about the list. */
  handle(intent: HistoryIntent): void {
    // TypeScript cannot see that the handler found by an intent's type takes that intent.
    const handle = this.#intents[intent.type] as (intent: HistoryIntent) => unknown;
    handle(intent);
  }

  /** The list is closed, or its page is gone. */
  close(): void {
    this.#wanted = undefined;
    this.#running.abort();
    this.#cancelSettling?.();
    this.#cancelSettling = undefined;
  }

  dispose(): void {
    this.close();
    this.#watching.dispose();
  }

  async #open(id: string, turnId: TurnId | undefined): Promise<void> {
    if (await this.#page.choose(id, turnId)) return;
    const { library } = this.#services;
    await showUnreadable(await library.whyUnreadable(id), library.fileOf(id));
  }

  /** A chat that could not be brought back is kept until it can. */
  async #undo(id: string): Promise<void> {
    const { library, logger } = this.#services;
    try {
      if (await library.undo(id)) return;
    } catch (error) {
      logger.error(`A chat could not be brought back: ${String(error)}`);
      const retry = vscode.l10n.t('Try Again');
      const text = vscode.l10n.t(
        'The chat could not be brought back: {0} It is kept until it can be.',
        error instanceof Error ? `${error.message}.` : '',
      );
      if ((await vscode.window.showWarningMessage(text, retry)) === retry) await this.#undo(id);
      return;
    }
    void vscode.window.showWarningMessage(
      vscode.l10n.t('The chat could not be brought back. It is not among the deleted ones.'),
    );
  }

  async #remove(id: string): Promise<ChangeRefusal | undefined> {
    const refusal = await this.#services.library.remove(id);
    if (refusal === undefined) this.#services.unread.forget(id);
    return refusal;
  }

  /** Says why a chat was left as it is, and shows it as it is. */
  async #change(id: string, work: Promise<ChangeRefusal | undefined>): Promise<void> {
    const refusal = await work;
    if (refusal === undefined) return;
    this.#settle();
    if (await showChangeRefusal(refusal)) await this.#open(id, undefined);
  }

  #carryOut(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      this.#services.logger.error(`The list of chats: ${String(error)}`);
      void offerLog(
        vscode.window.showWarningMessage,
        vscode.l10n.t('That did not work. Nothing was lost; the log has details.'),
      );
    });
  }

  /** Debounces: several changes in a row are posted once. */
  #settle(): void {
    if (this.#wanted === undefined) return;
    this.#cancelSettling ??= this.#services.clock.after(settleMs, () => {
      this.#cancelSettling = undefined;
      this.#post();
    });
  }

  #post(): void {
    this.#running.abort();
    this.#running = new AbortController();
    if (this.#wanted === undefined) return;
    this.#carryOut(this.#run(this.#wanted, this.#running.signal));
  }

  async #run(wanted: Search, signal: AbortSignal): Promise<void> {
    const { library, clock } = this.#services;
    let from = 0;
    let items: ChatItem[] = [];
    let posted = -Infinity;
    const flush = async (done: boolean, more: boolean) => {
      const early = posted + frameMs - clock.monotonic();
      if (early > 0) await new Promise<void>((resolve) => void clock.after(early, resolve));
      if (signal.aborted) return;
      posted = clock.monotonic();
      this.#page.post(this.#slice(wanted, { from, items, done, more }));
      from += items.length;
      items = [];
    };
    for await (const item of this.#found(wanted, signal)) {
      if (from + items.length >= wanted.limit) return flush(library.isLoaded, true);
      items.push(item);
      const due = clock.monotonic() - posted >= frameMs && wanted.query.trim() !== '';
      if (items.length >= historySlice || due) await flush(false, false);
    }
    await flush(library.isLoaded, false);
  }

  async *#found(wanted: Search, signal: AbortSignal): AsyncGenerator<ChatItem> {
    const { library, search, unread, workspace } = this.#services;
    const marks = {
      isUnread: (id: string) => unread.has(id),
      here: this.#page.session.conversation.id,
    };
    const here = wanted.scope === 'workspace' ? workspace() : undefined;
    const chats = here === undefined ? library.chats : inWorkspace(library.chats, here);
    if (wanted.query.trim() === '') {
      const ordered = [...chats].sort((libraryChat, other) =>
        bySummaryOrder(libraryChat.summary, other.summary),
      );
      for (const chat of ordered) yield toItem(chat, marks);
      return;
    }
    for await (const hit of search.run(wanted.query, chats, signal)) {
      yield toItem(hit.chat, marks, hit);
    }
  }

  #slice(
    { query, scope }: Search,
    part: Pick<HistoryFact, 'from' | 'items' | 'done' | 'more'>,
  ): HistoryFact {
    const { library, workspace } = this.#services;
    return {
      type: 'history',
      query,
      scope,
      ...part,
      workspace: workspace()?.name ?? null,
      deleted: library.lastDeleted ?? null,
    };
  }
}

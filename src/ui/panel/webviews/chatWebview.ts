/** One webview that shows a chat, in the sidebar or an editor tab, and dispatches its intents. */

import type * as vscode from 'vscode';
import type { ChatSession } from '../../../chat/session/chatSession.ts';
import { activeBranch } from '../../../conversation/activeBranch.ts';
import type { TurnId } from '../../../conversation/model.ts';
import { leafContaining } from '../../../conversation/branches.ts';
import { Emitter } from '../../../platform/emitter.ts';
import { Lazy } from '../../../platform/lazy.ts';
import { DisposableStore, type Disposable } from '../../../platform/disposable.ts';
import type { BootData } from '../../../protocol/boot.ts';
import type { HistoryIntent } from '../../../protocol/intents.ts';
import type { Intent, IntentType } from '../../../protocol/messages.ts';
import type { ChannelHost, PageDraft } from './channelTypes.ts';
import type { Drafts } from '../../composer/drafts.ts';
import type { EstimatePage, EstimateController } from '../../composer/estimateController.ts';
import type { HistoryPage, HistoryController } from '../../history/historyController.ts';
import { dispatchIntent, type IntentHandlers, type IntentPage } from '../intents/intentHandlers.ts';
import { createPage, pageFolder } from '../../webviewHtml.ts';
import { toPageDraft } from '../../composer/pageDraft.ts';
import type { UnreadChats } from '../../history/unreadChats.ts';
import { WebviewChannel } from './webviewChannel.ts';

/** The intents whose handlers are made for one webview; the others are handled alike in all. */
type OwnIntentType = keyof WebviewChannel['intents'] | HistoryIntent['type'] | 'estimate';

/** The handlers that all webviews share. */
export type SharedIntents = IntentHandlers<Exclude<IntentType, OwnIntentType>>;

/** What all webviews share. */
export interface PageServices {
  readonly extensionUri: vscode.Uri;
  readonly boot: BootData;
  readonly drafts: Drafts;
  readonly channel: Pick<
    ChannelHost,
    'build' | 'clock' | 'logger' | 'panel' | 'receipts' | 'onReady'
  >;
  readonly unread: UnreadChats;
  readonly createHistory: (page: HistoryPage) => Promise<HistoryController>;
  readonly createEstimates: (page: EstimatePage) => Promise<EstimateController>;
  readonly intents: SharedIntents;
  /** Shows a stored chat where it was chosen; whether it could be read. */
  readonly choose: (page: ChatWebview, id: string, turnId?: TurnId) => Promise<boolean>;
  /** A webview shows this chat now. */
  readonly onShown: (session: ChatSession) => void;
}

/** Where a webview is. */
export interface PagePlace {
  readonly webview: vscode.Webview;
  readonly isVisible: () => boolean;
  /** Who writes the drafts of this place; the same after VS Code has made the page again. */
  readonly writer: object;
  /** Shows a new conversation here. */
  readonly newChat: () => unknown;
  /** Shows this conversation here, with the caret in its composer. */
  readonly showChat: (session: ChatSession) => unknown;
}

/** A page with its channel. */
export class ChatWebview implements Disposable, IntentPage {
  /** When the user last did something here, on the clock that only goes forward. */
  usedAt: number;
  /** Another conversation is shown. */
  readonly onShow = new Emitter<void>();

  readonly #services: PageServices;
  readonly #place: PagePlace;
  readonly #channel: WebviewChannel;
  readonly #history: Lazy<HistoryController>;
  readonly #estimates: Lazy<EstimateController>;
  readonly #handlers: IntentHandlers<IntentType>;
  readonly #lifetime = new DisposableStore();
  /** Lets the chat that is shown come to rest, as far as this page goes. */
  #release: () => void;

  constructor(session: ChatSession, place: PagePlace, services: PageServices) {
    const { webview } = place;
    const { extensionUri, boot, drafts } = services;
    this.#services = services;
    this.#place = place;
    this.#release = session.hold();
    this.usedAt = services.channel.clock.monotonic();
    webview.options = { enableScripts: true, localResourceRoots: [pageFolder(extensionUri)] };
    const load = () => {
      webview.html = createPage(webview, extensionUri, boot);
    };
    this.#channel = new WebviewChannel(
      { post: (message) => void webview.postMessage(message), reload: load },
      session,
      {
        ...services.channel,
        draft: (shown) => this.#draftOf(shown),
        asker: this,
        handle: (intent) => this.#handle(intent),
      },
    );
    const port = this.#panePort();
    this.#history = new Lazy(() => services.createHistory(port));
    const history = (intent: HistoryIntent) =>
      this.#history.get().then((list) => list.handle(intent));
    this.#estimates = new Lazy(() => services.createEstimates(port));
    this.#handlers = {
      ...this.#channel.intents,
      searchChats: history,
      closeHistory: history,
      openChat: history,
      renameChat: history,
      pinChat: history,
      deleteChat: history,
      undoDelete: history,
      duplicateChat: history,
      exportRawChat: history,
      estimate: (intent) => this.#estimates.get().then((estimates) => estimates.ask(intent)),
      ...services.intents,
    };
    this.#lifetime.add(this.onShow.on(() => services.unread.look()));
    this.#lifetime.add(this.#channel);
    this.#lifetime.add({ dispose: () => this.#history.value?.dispose() });
    this.#lifetime.add({ dispose: () => this.#estimates.value?.dispose() });
    this.#lifetime.add(webview.onDidReceiveMessage((message) => this.#channel.receive(message)));
    this.#lifetime.add(
      drafts.onChange.on(({ id, textBy }) => {
        if (id !== this.session.conversation.id) return;
        this.#channel.updateDraft(textBy !== undefined && textBy !== place.writer);
      }),
    );
    load();
    services.onShown(session);
  }

  /** The conversation that is shown. */
  get session(): ChatSession {
    return this.#channel.current;
  }

  get isVisible(): boolean {
    return this.#place.isVisible();
  }

  /** Shows a conversation and, if given, that turn of it, on whatever branch it lies. */
  show(session: ChatSession, turnId?: TurnId): void {
    if (turnId !== undefined) toBranchOf(turnId, session);
    const isOther = session !== this.session;
    if (isOther) {
      this.#release();
      this.#release = session.hold();
    }
    this.#channel.show(session, turnId);
    if (!isOther) return;
    this.onShow.fire();
    this.#services.onShown(session);
  }

  /** Opens the list of chats, now or as soon as the page is there. */
  showHistory(): void {
    this.usedAt = this.#services.channel.clock.monotonic();
    this.#channel.showHistory();
  }

  get writer(): object {
    return this.#place.writer;
  }

  newChat(): unknown {
    return this.#place.newChat();
  }

  showChat(session: ChatSession): unknown {
    return this.#place.showChat(session);
  }

  showTurn(turnId: TurnId): void {
    this.show(this.session, turnId);
  }

  showBranch(leaf: TurnId, turnId: TurnId | undefined): void {
    this.#channel.moveTo(turnId);
    this.session.selectBranch(leaf);
  }

  postDraft(): void {
    this.#channel.updateDraft(true);
  }

  postPrompts(prompts: readonly string[]): void {
    this.#channel.postPrompts(prompts);
  }

  /** The page was hidden and is gone; when it is back it will say `ready`. */
  suspend(): void {
    this.#channel.suspend();
    this.#history.value?.close();
    this.#estimates.value?.close();
  }

  /** Something besides the conversation changed. */
  updatePanel(): void {
    this.#channel.updatePanel();
    this.#estimates.value?.settle();
  }

  /** Puts the caret into the composer, now or as soon as the page is there. */
  focusComposer(): void {
    this.usedAt = this.#services.channel.clock.monotonic();
    this.#channel.focusComposer();
  }

  /** Opens the bar of "Find in Chat". */
  focusFind(): void {
    this.usedAt = this.#services.channel.clock.monotonic();
    this.#channel.focusFind();
  }

  dispose(): void {
    this.#release();
    this.#lifetime.dispose();
  }

  #draftOf({ conversation: { id } }: ChatSession): PageDraft {
    return toPageDraft(this.#services.drafts.of(id));
  }

  /** What the list of chats and the estimates need of this page. */
  #panePort(): HistoryPage & EstimatePage {
    const session = () => this.session;
    return {
      get session() {
        return session();
      },
      onShow: this.onShow,
      post: (fact) => this.#channel.post(fact),
      choose: (id, turnId) => this.#services.choose(this, id, turnId),
    };
  }

  #handle(intent: Intent): unknown {
    // What the channel asks for by itself does not make this the webview in use.
    if (!Object.hasOwn(this.#channel.intents, intent.type)) {
      this.usedAt = this.#services.channel.clock.monotonic();
    }
    return dispatchIntent(this.#handlers, intent, this);
  }
}

/** Selects the branch that a turn lies on, if it is another. */
function toBranchOf(turnId: TurnId, session: ChatSession): void {
  if (activeBranch(session.conversation).some(({ id }) => id === turnId)) return;
  const leaf = leafContaining(session.conversation, turnId);
  if (leaf !== undefined) session.selectBranch(leaf);
}

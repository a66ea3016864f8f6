/** One page that shows a chat, in the sidebar or in an editor tab: makes it, and carries out what the person wants there. */

import type * as vscode from 'vscode';
import type { ChatSession } from '../chat/chatSession.ts';
import { activeBranch } from '../conversation/branch.ts';
import type { TurnId } from '../conversation/model.ts';
import { leafThrough } from '../conversation/siblings.ts';
import { Emitter } from '../platform/emitter.ts';
import type { LatePart } from '../platform/latePart.ts';
import { DisposableStore, type Disposable } from '../platform/lifecycle.ts';
import type { BootData } from '../protocol/boot.ts';
import type { Intent } from '../protocol/messages.ts';
import type { ChannelHost, PageDraft } from './channelPorts.ts';
import { handleChoiceIntent } from './choiceIntents.ts';
import type { Drafts } from './drafts.ts';
import type { EstimatePage, EstimatePane } from './estimatePane.ts';
import { historyIntents } from './historyIntents.ts';
import type { HistoryPage, HistoryPane } from './historyPane.ts';
import { LatePane, type PaneMaker } from './latePane.ts';
import type { MessagePorts } from './messageIntents.ts';
import { createPage, pageFolder } from './page.ts';
import { toPageDraft } from './pageDraft.ts';
import type { PromptHistory } from './promptHistory.ts';
import { editMessage, sendMessage, type WrittenMessage } from './sendMessage.ts';
import type { handleTurnIntent } from './turnIntents.ts';
import type { UnseenChats } from './unseenChats.ts';
import { ViewChannel } from './viewChannel.ts';

/** Carries out the button of a card or a notice, for the chat that it was shown in; may return a promise. */
export type RunAction = (
  intent: Extract<Intent, { type: 'runAction' }>,
  page: ChatPage,
  session: ChatSession,
) => unknown;

/** What all pages share. */
export interface PageServices extends Pick<
  MessagePorts,
  'copyBranch' | 'askForModel' | 'showRequest' | 'summaries'
> {
  readonly extensionUri: vscode.Uri;
  readonly boot: BootData;
  readonly drafts: Drafts;
  readonly prompts: LatePart<PromptHistory>;
  readonly channel: Pick<
    ChannelHost,
    'build' | 'clock' | 'logger' | 'panel' | 'finding' | 'receipts' | 'onReady'
  >;
  readonly unseen: UnseenChats;
  readonly history: PaneMaker<HistoryPage, HistoryPane>;
  readonly estimates: PaneMaker<EstimatePage, EstimatePane>;
  /** A new chat with a summary of this one; none where that failed. */
  readonly summaryChat: (session: ChatSession) => Promise<ChatSession | undefined>;
  /** Shows a stored chat where it was chosen; whether it could be read. */
  readonly choose: (page: ChatPage, id: string, turnId?: TurnId) => Promise<boolean>;
  /** Asks the server for its models unless they are known. */
  readonly loadModels: () => void;
  /** A page shows this chat now. */
  readonly onShown: (session: ChatSession) => void;
  /** The buttons of error cards and notices. */
  readonly cardActions: LatePart<RunAction>;
  /** What is done with what stands in a chat. */
  readonly turns: LatePart<{ readonly handleTurnIntent: typeof handleTurnIntent }>;
}

/** Where a page stands. */
export interface PagePlace {
  readonly webview: vscode.Webview;
  readonly isVisible: () => boolean;
  /** Who writes the drafts of this place; the same after VS Code has made the page anew. */
  readonly writer: object;
  /** Shows a new conversation here. */
  readonly newChat: () => unknown;
  /** Shows this conversation here, with the caret in its composer. */
  readonly showChat: (session: ChatSession) => unknown;
}

/** A page with its channel. */
export class ChatPage implements Disposable {
  /** When the person last did something here, on the clock that only goes forward. */
  usedAt: number;
  /** Another conversation is shown. */
  readonly onShow = new Emitter<void>();

  readonly #services: PageServices;
  readonly #place: PagePlace;
  readonly #channel: ViewChannel;
  readonly #history: LatePane<HistoryPage, HistoryPane>;
  readonly #estimates: LatePane<EstimatePage, EstimatePane>;
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
    this.#channel = new ViewChannel(
      { post: (message) => void webview.postMessage(message), reload: load },
      session,
      {
        ...services.channel,
        draft: (shown) => this.#draftOf(shown),
        handle: (intent, shown) => this.#handle(intent, shown),
      },
    );
    const port = this.#panePort();
    this.#history = new LatePane(historyIntents, port, services.history);
    this.#estimates = new LatePane(['estimate'], port, services.estimates);
    this.#lifetime.add(this.onShow.on(() => services.unseen.look()));
    this.#lifetime.add(this.#channel);
    this.#lifetime.add(this.#history);
    this.#lifetime.add(this.#estimates);
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

  /** Shows a new conversation in the same place. */
  newChat(): void {
    this.#channel.act(() => this.#place.newChat());
  }

  /** Goes on in the same place with a copy of the branch that is shown. */
  branch(): void {
    const { activeLeaf } = this.session.conversation;
    if (activeLeaf === null) return;
    this.#channel.act(() =>
      this.#services.copyBranch(this.session, activeLeaf).then(this.#place.showChat),
    );
  }

  /** Goes on in the same place with a new chat that has a summary of this one. */
  goOnWithSummary(): void {
    this.#channel.act(() =>
      this.#services.summaryChat(this.session).then((chat) => chat && this.#place.showChat(chat)),
    );
  }

  /** The page was hidden and is gone; when it is back it will say `ready`. */
  suspend(): void {
    this.#channel.suspend();
    this.#history.close();
    this.#estimates.close();
  }

  /** Something besides the conversation changed. */
  updatePanel(): void {
    this.#channel.updatePanel();
    this.#estimates.now?.settle();
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
      post: (fact) => this.#channel.tell(fact),
      choose: (id, turnId) => this.#services.choose(this, id, turnId),
    };
  }

  #handle(intent: Intent, session: ChatSession): void {
    const { drafts, prompts, cardActions, turns, channel } = this.#services;
    const { id } = session.conversation;
    this.usedAt = channel.clock.monotonic();
    if (this.#history.handle(intent) || this.#estimates.handle(intent)) return;
    switch (intent.type) {
      case 'send':
      case 'sendLater':
        this.#send(intent, session);
        return;
      case 'edit':
        editMessage(intent.turnId, intent.text, session, drafts);
        return;
      case 'showAnswer':
        this.show(session, intent.turnId);
        return;
      case 'removeContext':
        drafts.detach(id, intent.id);
        return;
      case 'recallPrompts':
        this.#by(prompts, (sent) => sent.all().then((all) => this.#channel.tellPrompts(all)));
        return;
      case 'stop':
        session.stop();
        return;
      case 'retryNow':
        session.retryNow();
        return;
      case 'newChat':
        this.newChat();
        return;
      case 'loadModels':
        this.#services.loadModels();
        return;
      case 'runAction':
        this.#by(cardActions, (run) => run(intent, this, session));
        return;
      case 'draftChanged':
        drafts.setText(id, intent.text, this.#place.writer);
        return;
      default:
        // What is about none of these is the channel's own.
        if (handleChoiceIntent(intent, session)) return;
        this.#by(turns, ({ handleTurnIntent }) =>
          handleTurnIntent(intent, session, { ...this.#services, ...this.#place }),
        );
    }
  }

  /** Does something by code that may have to be loaded first. */
  #by<T>(part: LatePart<T>, work: (part: T) => unknown): void {
    part.use((loaded) => this.#channel.act(() => work(loaded)));
  }

  /** What could not be taken, since another window was faster, is told to the page again. */
  #send(message: WrittenMessage, session: ChatSession): void {
    const [services, place] = [this.#services, this.#place];
    if (!sendMessage(message, session, services, place.writer)) this.#channel.updateDraft(true);
  }
}

/** Selects the branch that a turn lies on, if it is another. */
function toBranchOf(turnId: TurnId, session: ChatSession): void {
  if (activeBranch(session.conversation).some(({ id }) => id === turnId)) return;
  const leaf = leafThrough(session.conversation, turnId);
  if (leaf !== undefined) session.selectBranch(leaf);
}

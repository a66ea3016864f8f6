/** Chats in editor tabs, which VS Code restores after a reload. */

import * as vscode from 'vscode';
import type { ChatSession } from '../../../chat/session/chatSession.ts';
import { DisposableStore, type Disposable } from '../../../platform/disposable.ts';
import { ChatWebview, type PageServices } from './chatWebview.ts';
import { chatTitle } from '../../../conversation/chatTitle.ts';
import { isConversationId, type SidebarChat } from '../sidebarChat.ts';
import { pageFolder } from '../../webviewHtml.ts';
import { chatEditorType } from '../viewIds.ts';
import type { UnreadChats } from '../../history/unreadChats.ts';

interface Tab {
  readonly panel: vscode.WebviewPanel;
  readonly page: ChatWebview;
}

/** Opens, restores and closes the tabs. */
export class ChatEditorTabs implements vscode.WebviewPanelSerializer, Disposable {
  readonly #openChat: SidebarChat;
  readonly #services: PageServices;
  /** Begins a new conversation for a tab. */
  readonly begin: () => ChatSession;
  readonly #tabs = new Set<Tab>();

  constructor(openChat: SidebarChat, services: PageServices, begin: () => ChatSession) {
    this.#openChat = openChat;
    this.#services = services;
    this.begin = begin;
  }

  /** The pages of all tabs. */
  get pages(): readonly ChatWebview[] {
    return [...this.#tabs].map(({ page }) => page);
  }

  /** The page of the tab that is the active editor. */
  get active(): ChatWebview | undefined {
    return [...this.#tabs].find(({ panel }) => panel.active)?.page;
  }

  /** Shows a conversation in a tab, in the one that has it if there is one; the caret goes into its composer. */
  open(session: ChatSession): void {
    const open = [...this.#tabs].find(({ page }) => page.session === session);
    if (open !== undefined) {
      this.reveal(open.page);
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      chatEditorType,
      vscode.l10n.t('Chat'),
      vscode.ViewColumn.Active,
      { enableScripts: true, localResourceRoots: [pageFolder(this.#services.extensionUri)] },
    );
    this.#add(panel, session).focusComposer();
  }

  /** Brings the tab of a page to the front and puts the caret into its composer. */
  reveal(page: ChatWebview): void {
    this.bringToFront(page);
    page.focusComposer();
  }

  /** Brings the tab of a page to the front. */
  bringToFront(page: ChatWebview): void {
    const tab = [...this.#tabs].find((tab) => tab.page === page);
    tab?.panel.reveal();
  }

  /** After a reload of the window; `state` is what the page had kept, and comes from outside. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const id = (state as { readonly conversationId?: unknown } | null | undefined)?.conversationId;
    const session = isConversationId(id)
      ? await this.#openChat.reopen(id)
      : await this.#openChat.restore();
    this.#add(panel, session);
  }

  /** Closes all tabs. */
  closeAll(): void {
    for (const { panel } of [...this.#tabs]) panel.dispose();
  }

  dispose(): void {
    for (const { page } of this.#tabs) page.dispose();
    this.#tabs.clear();
  }

  #add(panel: vscode.WebviewPanel, session: ChatSession): ChatWebview {
    const watching = new DisposableStore();
    const showChat = (other: ChatSession) => {
      page.show(other);
      page.focusComposer();
    };
    const page: ChatWebview = new ChatWebview(
      session,
      {
        webview: panel.webview,
        isVisible: () => panel.visible,
        writer: panel,
        newChat: () => {
          if (page.session.conversation.activeLeaf === null) page.focusComposer();
          else showChat(this.begin());
        },
        showChat: (other) => showChat(other),
      },
      this.#services,
    );
    const tab = { panel, page };
    this.#tabs.add(tab);
    this.#services.unread.look();
    watching.add(page);
    watching.add(titleAfter(panel, page, this.#services.unread));
    watching.add(
      panel.onDidChangeViewState(() => {
        if (!panel.visible) page.suspend();
        this.#services.unread.look();
      }),
    );
    watching.add(
      panel.onDidDispose(() => {
        watching.dispose();
        this.#tabs.delete(tab);
      }),
    );
    return page;
  }
}

/** Keeps the tab named after its conversation, with a mark while an answer waits there that nobody has seen. */
function titleAfter(
  panel: vscode.WebviewPanel,
  page: ChatWebview,
  unseen: UnreadChats,
): Disposable {
  const update = () => {
    const { conversation } = page.session;
    const name = chatTitle(conversation) ?? vscode.l10n.t('Chat');
    const title = unseen.has(conversation.id) ? `● ${name}` : name;
    if (panel.title !== title) panel.title = title;
  };
  const watchSession = (): Disposable =>
    page.session.onEvents.on((events) => {
      if (events.some(({ type }) => type !== 'partAppended')) update();
    });
  const watching = new DisposableStore();
  let session = watchSession();
  watching.add({ dispose: () => session.dispose() });
  watching.add(unseen.onChange.on(update));
  watching.add(
    page.onShow.on(() => {
      session.dispose();
      session = watchSession();
      update();
    }),
  );
  update();
  return watching;
}

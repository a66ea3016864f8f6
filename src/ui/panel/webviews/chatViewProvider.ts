/** The "Chat" view in the sidebar: one page, on the workspace's open conversation. */

import * as vscode from 'vscode';
import type { ChatSession } from '../../../chat/session/chatSession.ts';
import { DisposableStore, type Disposable } from '../../../platform/disposable.ts';
import { ChatWebview, type PageServices } from './chatWebview.ts';
import { isConversationId, type SidebarChat } from '../sidebarChat.ts';
import { chatViewId } from '../viewIds.ts';
import { unseenBadge } from '../../history/unreadChats.ts';

/** What the command "Focus Chat" may be given by a keybinding or another extension; nothing of it is sent. */
export interface FocusRequest {
  /** Id of a stored conversation. */
  readonly chat?: string;
  /** Text for the composer. */
  readonly draft?: string;
}

/** Reads a command's argument; an invalid one counts as missing. */
export function toFocusRequest(argument: unknown): FocusRequest {
  const { chat, draft } = (argument ?? {}) as Readonly<Record<string, unknown>>;
  return {
    ...(isConversationId(chat) ? { chat } : {}),
    ...(typeof draft === 'string' ? { draft } : {}),
  };
}

/** Shows one conversation at a time. */
export class ChatView implements vscode.WebviewViewProvider, Disposable {
  readonly #services: PageServices;
  readonly #openChat: SidebarChat;
  readonly #lifetime = new DisposableStore();
  #shown: ChatWebview | undefined;
  /** Where the caret goes as soon as VS Code has made the view. */
  #whenResolved: 'focusComposer' | 'focusFind' | 'showHistory' | undefined;

  constructor(openChat: SidebarChat, services: PageServices) {
    this.#openChat = openChat;
    this.#services = services;
  }

  /** The page, once VS Code has made the view. */
  get page(): ChatWebview | undefined {
    return this.#shown;
  }

  async resolveWebviewView(view: vscode.WebviewView): Promise<void> {
    const session = await this.#openChat.restore();
    this.#shown?.dispose();
    const page = new ChatWebview(
      session,
      {
        webview: view.webview,
        isVisible: () => view.visible,
        writer: this,
        newChat: () => this.newChat(),
        showChat: (other) =>
          this.#openChat.open(other.conversation.id).then(() => this.show(other)),
      },
      this.#services,
    );
    this.#shown = page;
    const watching = this.#lifetime.add(new DisposableStore());
    watching.add(page);
    watching.add(
      view.onDidChangeVisibility(() => {
        if (!view.visible) page.suspend();
        this.#services.unread.look();
      }),
    );
    const { unread } = this.#services;
    watching.add(unread.onChange.on(() => (view.badge = unseenBadge(unread.count))));
    view.badge = unseenBadge(unread.count);
    unread.look();
    watching.add(
      view.onDidDispose(() => {
        watching.dispose();
        if (this.#shown === page) this.#shown = undefined;
      }),
    );
    if (this.#whenResolved !== undefined) page[this.#whenResolved]();
    this.#whenResolved = undefined;
  }

  /** Opens the view, with a stored conversation if one is named, and puts the caret into the composer. */
  async focus(request: FocusRequest = {}): Promise<void> {
    if (request.chat !== undefined) {
      // Opened also where there is no page yet: the one that VS Code makes then shows it.
      const session = await this.#openChat.open(request.chat);
      this.page?.show(session);
    }
    if (request.draft !== undefined) {
      const session = await this.#openChat.restore();
      this.#services.drafts.setText(session.conversation.id, request.draft, 'host');
    }
    if (this.page === undefined) this.#whenResolved = 'focusComposer';
    await this.reveal();
    this.page?.focusComposer();
  }

  /** Opens the view and gives it the focus, wherever in it that was. */
  async reveal(): Promise<void> {
    await vscode.commands.executeCommand(`${chatViewId}.focus`);
  }

  /** Opens the list of chats as soon as there is a page for it. */
  showHistory(): void {
    this.#whenShown('showHistory');
  }

  /** Opens the bar of "Find in Chat" as soon as there is a page for it. */
  focusFind(): void {
    this.#whenShown('focusFind');
  }

  /** Shows a conversation; the caret goes into its composer. */
  async show(session: ChatSession): Promise<void> {
    this.page?.show(session);
    await this.focus();
  }

  /** Shows a new conversation. */
  async newChat(): Promise<void> {
    await this.show(this.#openChat.begin());
  }

  #whenShown(action: 'focusFind' | 'showHistory'): void {
    if (this.page === undefined) this.#whenResolved = action;
    else this.page[action]();
  }

  dispose(): void {
    this.#lifetime.dispose();
  }
}

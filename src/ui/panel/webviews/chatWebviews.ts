/** Finds the webview that a command applies to: the sidebar's, or one in an editor tab. */

import type { ContextItem, TurnId } from '../../../conversation/model.ts';
import { isolate } from '../../../platform/isolate.ts';
import type { ChatEditorTabs } from './chatEditorTabs.ts';
import type { ChatWebview } from './chatWebview.ts';
import type { ChatView } from './chatViewProvider.ts';
import type { Attached, Drafts } from '../../composer/drafts.ts';
import type { SidebarChat } from '../sidebarChat.ts';

/** The sidebar and the tabs together. */
export class ChatWebviews {
  readonly #view: ChatView;
  readonly #editors: ChatEditorTabs;
  readonly #openChat: SidebarChat;
  readonly #drafts: Drafts;

  constructor(view: ChatView, editors: ChatEditorTabs, openChat: SidebarChat, drafts: Drafts) {
    this.#view = view;
    this.#editors = editors;
    this.#openChat = openChat;
    this.#drafts = drafts;
  }

  /** The visible page that was used last; undefined if the sidebar should be opened. */
  get current(): ChatWebview | undefined {
    return [...this.pages]
      .filter((page) => page.isVisible)
      .sort((chatWebview, other) => other.usedAt - chatWebview.usedAt)[0];
  }

  /** A new chat in the tab when its key was pressed there or only it can be seen, else in the sidebar. */
  async newChat(argument: unknown): Promise<void> {
    const inTab = (argument as { readonly place?: unknown } | null | undefined)?.place === 'editor';
    const tab = this.#editors.active;
    if (tab !== undefined && (inTab || this.#view.page?.isVisible !== true)) tab.newChat();
    else await this.#view.newChat();
  }

  /** The sidebar's conversation in a tab. */
  async openInEditor(): Promise<void> {
    this.#editors.open(await this.#openChat.restore());
  }

  /** Opens the bar of "Find in Chat" where the chat in use is shown. */
  async findInChat(): Promise<void> {
    (await this.#reveal()).focusFind();
  }

  /** Attaches pieces to the next message of the chat in use, and puts the caret into its composer; sends nothing. */
  async attach(items: readonly ContextItem[]): Promise<Attached> {
    const page = this.current;
    const session = page?.session ?? (await this.#openChat.restore());
    if (session.readOnly) {
      // It can only be read, so what is asked now begins another chat.
      await this.#view.newChat();
      return this.attach(items);
    }
    const attached = this.#drafts.attach(session.conversation.id, items);
    if (attached === 'added') await this.#focus(page);
    return attached;
  }

  /** The list of chats on the page in use; opens the sidebar where there is none. */
  async showHistory(): Promise<void> {
    (await this.#reveal()).showHistory();
  }

  /** Shows a stored chat where it was chosen, or in the tab that has it; whether it could be read. */
  async choose(page: ChatWebview, id: string, turnId?: TurnId): Promise<boolean> {
    const session = await this.#openChat.look(id);
    if (session === undefined) return false;
    const tab = this.#editors.pages.find(
      (chatWebview) => chatWebview !== page && chatWebview.session === session,
    );
    const place = tab ?? page;
    if (place === this.#view.page) this.#openChat.keep(session);
    place.show(session, turnId);
    if (tab === undefined) page.focusComposer();
    else this.#editors.reveal(tab);
    return true;
  }

  /** Nobody goes on showing this chat: it is about to be deleted. */
  leave(id: string): void {
    const pages = this.pages.filter(({ session }) => session.conversation.id === id);
    this.#openChat.leave(id);
    for (const page of pages) {
      page.show(page === this.#view.page ? this.#openChat.begin() : this.#editors.begin());
    }
  }

  /** Whether a chat can be seen at this moment. */
  isSeen(id: string): boolean {
    return this.pages.some((page) => page.isVisible && page.session.conversation.id === id);
  }

  /** The pages that exist. */
  get pages(): readonly ChatWebview[] {
    const inView = this.#view.page;
    return inView === undefined ? this.#editors.pages : [inView, ...this.#editors.pages];
  }

  /** The list of chats changed, which empty chats show the beginning of. */
  updateEmptyPanels(): void {
    for (const page of this.pages) {
      if (page.session.conversation.activeLeaf === null) isolate(() => page.updatePanel());
    }
  }

  /** Something that every page shows changed. */
  updatePanels(): void {
    for (const page of this.pages) isolate(() => page.updatePanel());
  }

  /** Brings the page in use to the front, or opens the sidebar; the caller says where the caret goes. */
  async #reveal(): Promise<ChatWebview | ChatView> {
    const page = this.current;
    if (page !== undefined && page !== this.#view.page) {
      this.#editors.bringToFront(page);
      return page;
    }
    await this.#view.reveal();
    return this.#view;
  }

  async #focus(page: ChatWebview | undefined): Promise<void> {
    if (page === undefined || page === this.#view.page) await this.#view.focus();
    else this.#editors.reveal(page);
  }
}

/** Which of the pages a command means: the sidebar's, or one in an editor tab. */

import type { ContextItem } from '../conversation/model.ts';
import type { ChatEditors } from './chatEditors.ts';
import type { ChatPage } from './chatPage.ts';
import type { ChatView } from './chatView.ts';
import type { Attached, Drafts } from './drafts.ts';
import type { OpenChat } from './openChat.ts';

/** The sidebar and the tabs together. */
export class ChatPlaces {
  private readonly view: ChatView;
  private readonly editors: ChatEditors;
  private readonly openChat: OpenChat;
  private readonly drafts: Drafts;

  constructor(view: ChatView, editors: ChatEditors, openChat: OpenChat, drafts: Drafts) {
    this.view = view;
    this.editors = editors;
    this.openChat = openChat;
    this.drafts = drafts;
  }

  /** The visible page that was used last; none when the sidebar should be opened. */
  get current(): ChatPage | undefined {
    const pages = this.view.page === undefined ? [] : [this.view.page];
    return [...pages, ...this.editors.pages]
      .filter((page) => page.isVisible)
      .sort((one, other) => other.usedAt - one.usedAt)[0];
  }

  /** A new chat in the tab when its key was pressed there or only it can be seen, else in the sidebar. */
  async newChat(argument: unknown): Promise<void> {
    const inTab = (argument as { readonly place?: unknown } | null | undefined)?.place === 'editor';
    const tab = this.editors.active;
    if (tab !== undefined && (inTab || this.view.page?.isVisible !== true)) tab.newChat();
    else await this.view.newChat();
  }

  /** The sidebar's conversation in a tab. */
  async openInEditor(): Promise<void> {
    this.editors.open(await this.openChat.restore());
  }

  /** Opens the bar of "Find in Chat" where the chat in use is shown. */
  async findInChat(): Promise<void> {
    const page = this.current;
    if (page !== undefined && page !== this.view.page) this.editors.reveal(page);
    else await this.view.focus();
    (page ?? this.view.page)?.focusFind();
  }

  /** Attaches pieces to the next message of the chat in use, and puts the caret into its composer; sends nothing. */
  async attach(items: readonly ContextItem[]): Promise<Attached> {
    const page = this.current;
    const session = page?.session ?? (await this.openChat.restore());
    if (session.readOnly) {
      // It can only be read, so what is asked now begins another chat.
      await this.view.newChat();
      return this.attach(items);
    }
    const attached = this.drafts.attach(session.conversation.id, items);
    if (attached === 'added') await this.focus(page);
    return attached;
  }

  /** Something that every page shows changed. */
  updatePanels(): void {
    this.view.page?.updatePanel();
    for (const page of this.editors.pages) page.updatePanel();
  }

  private async focus(page: ChatPage | undefined): Promise<void> {
    if (page === undefined || page === this.view.page) await this.view.focus();
    else this.editors.reveal(page);
  }
}

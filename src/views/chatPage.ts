/** One page that shows a chat, in the sidebar or in an editor tab: makes it, and carries out what the person wants there. */

import * as vscode from 'vscode';
import type { ChatSession } from '../chat/chatSession.ts';
import { contextLabel } from '../conversation/contextLabel.ts';
import type { ErrorAction } from '../conversation/errors.ts';
import { DisposableStore, type Disposable } from '../platform/lifecycle.ts';
import type { BootData } from '../protocol/boot.ts';
import type { Intent } from '../protocol/messages.ts';
import type { Drafts } from './drafts.ts';
import { toOpenableLink } from './openableLink.ts';
import { createPage, pageFolder } from './page.ts';
import { ViewChannel, type ChannelHost, type PageDraft } from './viewChannel.ts';

/** What all pages share. */
export interface PageServices {
  readonly extensionUri: vscode.Uri;
  readonly boot: BootData;
  readonly drafts: Drafts;
  readonly channel: Pick<ChannelHost, 'build' | 'clock' | 'logger' | 'panel'>;
  /** The button of an error card or a notice. */
  readonly runAction: (action: ErrorAction, page: ChatPage, turnId?: string) => void;
}

/** Where a page stands. */
export interface PagePlace {
  readonly webview: vscode.Webview;
  readonly isVisible: () => boolean;
  /** Who writes the drafts of this place; the same after VS Code has made the page anew. */
  readonly writer: object;
  /** Shows a new conversation here. */
  readonly newChat: () => void;
}

/** A page with its channel. */
export class ChatPage implements Disposable {
  /** When the person last did something here, on the clock that only goes forward. */
  usedAt: number;

  private readonly services: PageServices;
  private readonly place: PagePlace;
  private readonly channel: ViewChannel;
  private readonly lifetime = new DisposableStore();

  constructor(session: ChatSession, place: PagePlace, services: PageServices) {
    const { webview } = place;
    const { extensionUri, boot, drafts } = services;
    this.services = services;
    this.place = place;
    this.usedAt = services.channel.clock.monotonic();
    webview.options = { enableScripts: true, localResourceRoots: [pageFolder(extensionUri)] };
    const load = () => {
      webview.html = createPage(webview, extensionUri, boot);
    };
    this.channel = new ViewChannel(
      { post: (message) => void webview.postMessage(message), reload: load },
      session,
      {
        ...services.channel,
        draft: (shown) => this.draftOf(shown),
        handle: (intent, shown) => this.handle(intent, shown),
      },
    );
    this.lifetime.add(this.channel);
    this.lifetime.add(webview.onDidReceiveMessage((message) => this.channel.receive(message)));
    this.lifetime.add(
      drafts.onChange.on(({ id, textBy }) => {
        if (id !== this.session.conversation.id) return;
        this.channel.updateDraft(textBy !== undefined && textBy !== place.writer);
      }),
    );
    load();
  }

  /** The conversation that is shown. */
  get session(): ChatSession {
    return this.channel.current;
  }

  get isVisible(): boolean {
    return this.place.isVisible();
  }

  /** Shows another conversation. */
  show(session: ChatSession): void {
    if (session !== this.session) this.channel.show(session);
  }

  /** Shows a new conversation in the same place. */
  newChat(): void {
    this.place.newChat();
  }

  /** The page was hidden and is gone; when it is back it will say `ready`. */
  suspend(): void {
    this.channel.suspend();
  }

  /** Something besides the conversation changed. */
  updatePanel(): void {
    this.channel.updatePanel();
  }

  /** Puts the caret into the composer, now or as soon as the page is there. */
  focusComposer(): void {
    this.usedAt = this.services.channel.clock.monotonic();
    this.channel.focusComposer();
  }

  dispose(): void {
    this.lifetime.dispose();
  }

  private draftOf({ conversation: { id } }: ChatSession): PageDraft {
    const { drafts } = this.services;
    const { text, context } = drafts.of(id);
    return {
      text,
      context: context.map((item) => ({
        id: item.id,
        kind: item.kind,
        label: contextLabel(item),
      })),
    };
  }

  private handle(intent: Intent, session: ChatSession): void {
    const { drafts, runAction, channel } = this.services;
    const { id } = session.conversation;
    this.usedAt = channel.clock.monotonic();
    switch (intent.type) {
      case 'send':
        this.send(intent.text, session, intent.starter);
        return;
      case 'removeContext':
        drafts.detach(id, intent.id);
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
      case 'regenerate':
        session.regenerate(intent.turnId, intent.withoutTools);
        return;
      case 'continue':
        session.continue(intent.turnId);
        return;
      case 'edit':
        session.edit(intent.turnId, intent.text);
        return;
      case 'hideTurn':
        session.hideTurn(intent.turnId, intent.hidden);
        return;
      case 'selectBranch':
        session.selectBranch(intent.leaf);
        return;
      case 'selectModel':
        session.changeSettings({ model: intent.model });
        return;
      case 'selectThinking':
        session.changeSettings({
          thinking: intent.thinking,
          ...(intent.effort === undefined ? {} : { reasoningEffort: intent.effort }),
        });
        return;
      case 'runAction':
        runAction(intent.action, this, intent.turnId);
        return;
      case 'draftChanged':
        drafts.setText(id, intent.text, this.place.writer);
        return;
      case 'copy':
        void vscode.env.clipboard.writeText(intent.text);
        return;
      case 'openLink':
        void openLink(intent.href);
        return;
      default:
        // `ready`, `resync`, `loadEarlier` and `reportError` are the channel's own.
        return;
    }
  }

  private send(text: string, session: ChatSession, starter?: string): void {
    const { drafts } = this.services;
    const { id } = session.conversation;
    if (
      session.send(text, drafts.of(id).context, starter === undefined ? {} : { starter }) ===
      undefined
    ) {
      drafts.clear(id, this.place.writer);
      return;
    }
    // Another page was faster; the words go back to where they came from.
    drafts.setText(id, text, 'host');
    this.channel.updateDraft(true);
  }
}

/** Opens a link of an answer outside, if its scheme is harmless. */
async function openLink(href: string): Promise<void> {
  const url = toOpenableLink(href);
  if (url !== undefined) await vscode.env.openExternal(vscode.Uri.parse(url, true));
}

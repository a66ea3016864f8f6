/** The view "Chat" in the sidebar: makes its page, and carries out what the person wants there. */

import * as vscode from 'vscode';
import type { ChatController } from '../chat/chatController.ts';
import type { ChatSession } from '../chat/chatSession.ts';
import type { ErrorAction } from '../conversation/errors.ts';
import { DisposableStore, type Disposable } from '../platform/lifecycle.ts';
import type { BootData } from '../protocol/boot.ts';
import type { Intent } from '../protocol/messages.ts';
import type { OpenChat } from './openChat.ts';
import { toOpenableLink } from './openableLink.ts';
import { createPage, pageFolder } from './page.ts';
import { ViewChannel, type ChannelHost } from './viewChannel.ts';

/** The id of the view in the manifest. */
export const chatViewId = 'deepseek.chat';

/** What the view is given. */
export interface ChatViewOptions {
  readonly extensionUri: vscode.Uri;
  readonly controller: ChatController;
  readonly openChat: OpenChat;
  readonly boot: BootData;
  readonly channel: Pick<ChannelHost, 'build' | 'clock' | 'logger' | 'panel'>;
  /** The button of an error card or a notice. */
  readonly runAction: (action: ErrorAction, session: ChatSession, turnId?: string) => void;
}

/** What the command "Focus Chat" may be given by a keybinding or another extension; nothing of it is sent. */
export interface FocusRequest {
  /** Id of a stored conversation. */
  readonly chat?: string;
  /** Text for the composer. */
  readonly draft?: string;
}

/** Reads a command's argument; what is not as it should be counts as not given. */
export function toFocusRequest(argument: unknown): FocusRequest {
  const { chat, draft } = (argument ?? {}) as Readonly<Record<string, unknown>>;
  return {
    ...(typeof chat === 'string' && /^[a-z0-9-]{1,64}$/.test(chat) ? { chat } : {}),
    ...(typeof draft === 'string' ? { draft } : {}),
  };
}

/** Shows one conversation at a time. */
export class ChatView implements vscode.WebviewViewProvider, Disposable {
  private readonly options: ChatViewOptions;
  private readonly lifetime = new DisposableStore();
  private channel: ViewChannel | undefined;
  private focusWhenResolved = false;

  constructor(options: ChatViewOptions) {
    this.options = options;
  }

  async resolveWebviewView(view: vscode.WebviewView): Promise<void> {
    const { extensionUri, boot, openChat } = this.options;
    const session = await openChat.restore();
    this.channel?.dispose();
    view.webview.options = { enableScripts: true, localResourceRoots: [pageFolder(extensionUri)] };
    const load = () => {
      view.webview.html = createPage(view.webview, extensionUri, boot);
    };
    const channel = new ViewChannel(
      { post: (message) => void view.webview.postMessage(message), reload: load },
      session,
      {
        ...this.options.channel,
        draft: () => openChat.draft,
        handle: (intent, current) => this.handle(intent, current),
      },
    );
    this.channel = channel;
    const watching = new DisposableStore();
    watching.add(view.webview.onDidReceiveMessage((message) => channel.receive(message)));
    watching.add(
      view.onDidChangeVisibility(() => {
        if (!view.visible) channel.suspend();
      }),
    );
    watching.add(
      view.onDidDispose(() => {
        watching.dispose();
        channel.dispose();
        if (this.channel === channel) this.channel = undefined;
      }),
    );
    this.lifetime.add(watching);
    load();
    if (this.focusWhenResolved) channel.focusComposer();
    this.focusWhenResolved = false;
  }

  /** Opens the view, with a stored conversation if one is named, and puts the caret into the composer. */
  async focus(request: FocusRequest = {}): Promise<void> {
    const { openChat } = this.options;
    if (request.draft !== undefined) openChat.draft = request.draft;
    if (request.chat !== undefined) {
      const session = await openChat.open(request.chat);
      this.channel?.show(session);
    }
    this.focusWhenResolved = this.channel === undefined;
    await vscode.commands.executeCommand(`${chatViewId}.focus`);
    this.channel?.focusComposer();
  }

  /** Shows a new conversation. */
  async newChat(): Promise<void> {
    const session = this.options.openChat.begin();
    this.channel?.show(session);
    await this.focus();
  }

  /** Something that every page shows changed. */
  updatePanel(): void {
    this.channel?.updatePanel();
  }

  dispose(): void {
    this.channel?.dispose();
    this.lifetime.dispose();
  }

  private handle(intent: Intent, session: ChatSession): void {
    const { openChat, runAction } = this.options;
    switch (intent.type) {
      case 'send':
        if (session.send(intent.text) === undefined) openChat.draft = '';
        return;
      case 'stop':
        session.stop();
        return;
      case 'retryNow':
        session.retryNow();
        return;
      case 'newChat':
        void this.newChat();
        return;
      case 'regenerate':
        session.regenerate(intent.turnId);
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
        this.updatePanel();
        return;
      case 'selectThinking':
        session.changeSettings({
          thinking: intent.thinking,
          ...(intent.effort === undefined ? {} : { reasoningEffort: intent.effort }),
        });
        this.updatePanel();
        return;
      case 'runAction':
        runAction(intent.action, session, intent.turnId);
        return;
      case 'draftChanged':
        openChat.draft = intent.text;
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
}

/** Opens a link of an answer outside, if its scheme is harmless. */
async function openLink(href: string): Promise<void> {
  const url = toOpenableLink(href);
  if (url !== undefined) await vscode.env.openExternal(vscode.Uri.parse(url, true));
}

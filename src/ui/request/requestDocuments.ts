/** "Show Request": sent requests as read-only documents, and what can be copied from them. */

import * as vscode from 'vscode';
import { curlCommand, endpointOf } from '../../chat/sent/curlCommand.ts';
import { rebuiltRequest, type RebuiltRequest } from '../../chat/sent/rebuiltRequest.ts';
import { requestText } from '../../chat/sent/annotatedRequest.ts';
import { activeBranch, pathTo } from '../../conversation/activeBranch.ts';
import type { ConversationEvent } from '../../conversation/events/events.ts';
import type { Conversation, ConversationId, TurnId } from '../../conversation/model.ts';
import type { Redaction } from '../../platform/ports.ts';
import type { Settings } from '../../platform/settings/settings.ts';
import { createRequestTexts } from './requestComments.ts';
import { requestScheme, shownRequest, toRequestQuery } from './shownRequest.ts';

/** Its language gives colours and wraps long lines. */
const languageId = 'deepseek-request';

/** What the documents are made of. */
export interface RequestPorts {
  /** A chat as it is now. */
  readonly find: (id: ConversationId) => Promise<Conversation | undefined>;
  readonly settings: () => Settings;
  /** Takes out keys, those of these origins among them. */
  readonly redaction: (origins: readonly string[]) => Promise<Redaction>;
  /** The text of a document is another one now. */
  readonly onChange: (uri: vscode.Uri) => void;
}

/** Shows requests, and copies them. */
export class RequestDocuments {
  readonly #ports: RequestPorts;

  constructor(ports: RequestPorts) {
    this.#ports = ports;
  }

  /** Opens the request of a turn, of the last one if none is given. */
  async show(conversation: Conversation, turnId?: TurnId): Promise<void> {
    const id = turnId ?? activeBranch(conversation).at(-1)?.id;
    const path = id === undefined ? [] : pathTo(conversation, id);
    if (id === undefined || path.at(-1)?.request === undefined) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('No request was sent for this message.'),
      );
      return;
    }
    const name = vscode.l10n.t('Request of message {0}', path.length);
    const query = toRequestQuery({ chat: conversation.id, turnId: id });
    const uri = vscode.Uri.from({ scheme: requestScheme, path: `/${name}`, query });
    const document = await vscode.workspace.openTextDocument(uri);
    const shown = await vscode.languages.setTextDocumentLanguage(document, languageId);
    await vscode.window.showTextDocument(shown, { preview: true });
  }

  /** Something happened in a chat: what is open of it may read otherwise now. */
  update(chat: ConversationId, events: readonly ConversationEvent[]): void {
    const turns = events.flatMap((event) =>
      event.type === 'turnEnded' || event.type === 'requestSent' ? [event.turnId] : [],
    );
    if (turns.length === 0) return;
    for (const { uri } of vscode.workspace.textDocuments) {
      const shown = shownRequest(uri);
      if (shown?.chat === chat && turns.includes(shown.turnId)) this.#ports.onChange(uri);
    }
  }

  /** Puts the body of the request that is open into the clipboard, byte for byte. */
  async copyBody(): Promise<void> {
    const found = await this.#findShown();
    if (found === undefined) return;
    const { rebuilt, shown } = found;
    await this.#copy(JSON.stringify(shown), [
      vscode.l10n.t('The body is in the clipboard.'),
      ...notesOn(rebuilt, shown),
    ]);
  }

  /** Puts a command that sends it again into the clipboard. */
  async copyAsCurl(): Promise<void> {
    const found = await this.#findShown();
    if (found === undefined) return;
    const { rebuilt, shown } = found;
    const { record } = rebuilt;
    const endpoint = endpointOf(record);
    const command = curlCommand(record, JSON.stringify(shown));
    if (endpoint === undefined || command === undefined) {
      void vscode.window.showWarningMessage(
        vscode.l10n.t(
          'No command was copied: the address that is stored for this request is not valid.',
        ),
      );
      return;
    }
    await this.#copy(command, [
      // Named, since a chat that was imported may have been anybody's.
      vscode.l10n.t(
        'The command for bash or zsh is in the clipboard. It takes the key from the variable DEEPSEEK_API_KEY and sends it to {0}. Do not paste it into PowerShell or cmd, which read quotes differently.',
        new URL(endpoint).origin,
      ),
      ...notesOn(rebuilt, shown),
    ]);
  }

  async #copy(text: string, notes: readonly string[]): Promise<void> {
    await vscode.env.clipboard.writeText(text);
    void vscode.window.showInformationMessage(notes.join(' '));
  }

  async #findShown(): Promise<
    { rebuilt: RebuiltRequest; shown: RebuiltRequest['shown'] } | undefined
  > {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const found = uri && (await this.#find(uri));
    if (found === undefined || found === 'unreadable') return undefined;
    const { rebuilt } = found;
    const redaction = await this.#ports.redaction([rebuilt.record.origin]);
    return { rebuilt, shown: redaction.values(rebuilt.shown) };
  }

  /** The text of a document. */
  async textOf(uri: vscode.Uri): Promise<string> {
    const found = await this.#find(uri);
    if (found === 'unreadable') return `// ${vscode.l10n.t('This chat could not be read.')}\n`;
    if (found === undefined) return `// ${vscode.l10n.t('This request is no longer stored.')}\n`;
    const { conversation, rebuilt } = found;
    const redaction = await this.#ports.redaction([rebuilt.record.origin]);
    return requestText(conversation, rebuilt, createRequestTexts(), redaction);
  }

  /** What cannot be read was logged by the store. */
  async #read(chat: ConversationId): Promise<Conversation | 'unreadable' | undefined> {
    try {
      return await this.#ports.find(chat);
    } catch {
      return 'unreadable';
    }
  }

  async #find(
    uri: vscode.Uri,
  ): Promise<{ conversation: Conversation; rebuilt: RebuiltRequest } | 'unreadable' | undefined> {
    const shown = shownRequest(uri);
    const conversation = shown && (await this.#read(shown.chat));
    if (conversation === 'unreadable') return conversation;
    if (shown === undefined || conversation === undefined) return undefined;
    const rebuilt = rebuiltRequest(conversation, shown.turnId, this.#ports.settings().extraBody);
    return rebuilt && { conversation, rebuilt };
  }
}

function notesOn(rebuilt: RebuiltRequest, shown: RebuiltRequest['shown']): string[] {
  return [
    ...(rebuilt.proven ? [] : [vscode.l10n.t('It is not proven to be what was sent.')]),
    ...(shown === rebuilt.body ? [] : [vscode.l10n.t('A key or credential in it was masked.')]),
  ];
}

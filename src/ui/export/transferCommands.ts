/** The export and import commands, which use VS Code's file system so that remote windows work. */

import { toValidDate } from '../../conversation/validDate.ts';
import * as vscode from 'vscode';
import type { ChatSession } from '../../chat/session/chatSession.ts';
import { redactedChat } from '../../chat/sent/redactedChat.ts';
import { chatTitle } from '../../conversation/chatTitle.ts';
import { toFileName } from '../../conversation/export/fileName.ts';
import type { Conversation, ConversationId } from '../../conversation/model.ts';
import type { Clock, Logger, Redaction } from '../../platform/ports.ts';
import { createExportFormats, writeJson, writeMarkdown } from './exportFormats.ts';
import { importFiles, type ImportPorts } from './importFiles.ts';
import { saveTarget } from './saveTarget.ts';

/** What carrying chats needs. */
export interface CarryPorts extends ImportPorts {
  readonly clock: Clock;
  readonly logger: Logger;
  /** The chat that a command means. */
  readonly current: () => Promise<ChatSession>;
  /** The ids of all stored chats. */
  readonly list: () => Promise<readonly ConversationId[]>;
  readonly read: (id: ConversationId) => Promise<Conversation | undefined>;
  /** Takes out keys, also those that were not used in this window yet. */
  readonly redaction: () => Promise<Redaction>;
}

/** Copies, exports and imports chats. */
export class TransferCommands {
  readonly #ports: CarryPorts;

  constructor(ports: CarryPorts) {
    this.#ports = ports;
  }

  /** "Copy Chat as Markdown". */
  async copy(): Promise<void> {
    const conversation = await this.#currentChat();
    if (conversation === undefined) return;
    const text = writeMarkdown(redactedChat(conversation, await this.#ports.redaction()));
    await vscode.env.clipboard.writeText(text);
    vscode.window.setStatusBarMessage(vscode.l10n.t('The chat was copied as Markdown.'), 5000);
  }

  /** "Export Chat". */
  async exportChat(): Promise<void> {
    const conversation = await this.#currentChat();
    if (conversation === undefined) return;
    const picked = await vscode.window.showQuickPick(createExportFormats(), {
      title: vscode.l10n.t('Export Chat'),
      placeHolder: vscode.l10n.t('Choose a format'),
    });
    if (picked === undefined) return;
    const name = `${fileName(conversation)}.${picked.ending}`;
    const target = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Export Chat'),
      defaultUri: saveTarget(name),
      filters: { [picked.label]: [picked.ending] },
    });
    if (target === undefined) return;
    await this.#trying(async () => {
      const clean = redactedChat(conversation, await this.#ports.redaction());
      const text = picked.write(clean, this.#ports.clock.now());
      await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
      void vscode.window.showInformationMessage(
        vscode.l10n.t('The chat was exported to {0}.', target.path.split('/').at(-1) ?? ''),
      );
    });
  }

  /** "Export All Chats": one file for each chat, one after the other, in a folder of its own. */
  async exportAll(): Promise<void> {
    const ids = await this.#ports.list();
    if (ids.length === 0) return this.#nothing();
    const picked = await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Export All Chats'),
      openLabel: vscode.l10n.t('Export Here'),
      canSelectFiles: false,
      canSelectFolders: true,
    });
    const parent = picked?.[0];
    if (parent === undefined) return;
    const stamp = toValidDate(this.#ports.clock.now())
      .toISOString()
      .slice(0, 19)
      .replaceAll(':', '-');
    const folder = vscode.Uri.joinPath(parent, `deepseek-chats-${stamp}`);
    await this.#trying(() =>
      vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Notification,
          title: vscode.l10n.t('Exporting all chats'),
          cancellable: true,
        },
        (progress, cancelled) => this.#writeAll(ids, folder, progress, cancelled),
      ),
    );
  }

  /** "Import Chat". */
  async importChat(): Promise<void> {
    await this.#trying(() => importFiles(this.#ports));
  }

  async #writeAll(
    ids: readonly ConversationId[],
    folder: vscode.Uri,
    progress: vscode.Progress<{ increment: number; message: string }>,
    cancelled: vscode.CancellationToken,
  ): Promise<void> {
    await vscode.workspace.fs.createDirectory(folder);
    let unread = 0;
    let unwritten = 0;
    for (const [index, id] of ids.entries()) {
      if (cancelled.isCancellationRequested) return;
      const message = `${String(index + 1)} / ${String(ids.length)}`;
      progress.report({ increment: 100 / ids.length, message });
      const conversation = await this.#readChat(id);
      if (conversation === undefined) {
        unread += 1;
        continue;
      }
      const clean = redactedChat(conversation, await this.#ports.redaction());
      const text = writeJson(clean, this.#ports.clock.now());
      // The id keeps two chats of one name apart.
      const file = vscode.Uri.joinPath(folder, `${fileName(conversation)} ${id.slice(-8)}.json`);
      if (!(await this.#write(file, text))) unwritten += 1;
    }
    sayExported({ all: ids.length, unread, unwritten }, folder.path.split('/').at(-1) ?? '');
  }

  /** Whether the file was written: what one file system refuses of one chat is no reason to leave out the others. */
  async #write(file: vscode.Uri, text: string): Promise<boolean> {
    try {
      await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
      return true;
    } catch (error) {
      this.#ports.logger.warn(`A chat could not be written for the export: ${String(error)}`);
      return false;
    }
  }

  async #readChat(id: ConversationId): Promise<Conversation | undefined> {
    try {
      return await this.#ports.read(id);
    } catch (error) {
      this.#ports.logger.warn(`A chat could not be read for the export: ${String(error)}`);
      return undefined;
    }
  }

  async #currentChat(): Promise<Conversation | undefined> {
    const { conversation } = await this.#ports.current();
    if (conversation.activeLeaf !== null) return conversation;
    this.#nothing();
    return undefined;
  }

  #nothing(): void {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no message in it yet.'));
  }

  /** Says in words what a disk or a file system refused; nothing of ours has changed then. */
  async #trying(work: () => PromiseLike<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      this.#ports.logger.warn(`Carrying chats failed: ${cause}`);
      void vscode.window.showErrorMessage(vscode.l10n.t('That did not work: {0}', cause));
    }
  }
}

function sayExported(
  { all, unread, unwritten }: Readonly<Record<'all' | 'unread' | 'unwritten', number>>,
  folder: string,
): void {
  const done = vscode.l10n.t(
    '{0} chats were exported to the folder {1}.',
    all - unread - unwritten,
    folder,
  );
  const failed = [
    ...(unread === 0
      ? []
      : [vscode.l10n.t('{0} could not be read and stay where they are.', unread)]),
    ...(unwritten === 0
      ? []
      : [vscode.l10n.t('{0} could not be written. The log has details.', unwritten)]),
  ];
  if (failed.length === 0) void vscode.window.showInformationMessage(done);
  else void vscode.window.showWarningMessage([done, ...failed].join(' '));
}

/** The chat's name as a file system takes it. */
function fileName(conversation: Conversation): string {
  return toFileName(chatTitle(conversation) ?? '');
}

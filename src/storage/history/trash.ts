/** Keeps deleted chats in a separate folder until undo expires. */

import { join } from 'node:path';
import type { ConversationId } from '../../conversation/model.ts';
import type { Clock, FilePort } from '../../platform/ports.ts';

const folderName = /^([a-z0-9-]{1,64})\.(\d{1,16})(\.kept)?$/;

/** A deleted chat on disk. */
interface DeletedFolder {
  readonly id: ConversationId;
  /** When it was deleted, in milliseconds since the epoch. */
  readonly at: number;
  readonly path: string;
  /** Whether restoring it failed, so it is never purged automatically. */
  readonly isKept: boolean;
}

/** Moves a chat's files to the trash and back; renames only, so nothing is copied. */
export class DeletedChats {
  readonly #chats: string;
  readonly #deleted: string;
  readonly #files: FilePort;
  readonly #clock: Clock;

  /** `folder` is the extension's global storage folder. */
  constructor(folder: string, files: FilePort, clock: Clock) {
    this.#chats = join(folder, 'chats');
    this.#deleted = join(folder, 'deleted');
    this.#files = files;
    this.#clock = clock;
  }

  /** Moves all files of a chat to the trash, or none; the caller must hold the chat's lease. */
  async moveAway(id: ConversationId): Promise<void> {
    const to = join(this.#deleted, `${id}.${String(this.#clock.now())}`);
    await this.#files.makeFolder(to);
    try {
      await this.#moveAll(id, this.#chats, to);
    } catch (error) {
      await this.#moveBack(id, to);
      throw error;
    }
  }

  /**
   * Restores a chat; returns whether it was restored. Existing files are not overwritten. Rejects if the disk refuses;
   * the chat then stays in the trash until it can be restored.
   */
  async restore(id: ConversationId): Promise<boolean> {
    const from = (await this.#folders()).filter((folder) => folder.id === id).at(-1);
    if (from === undefined) return false;
    const present = await this.#files.list(this.#chats);
    if (present.includes(`${id}.jsonl`)) return false;
    const kept = from.isKept ? from.path : `${from.path}.kept`;
    // From here on, no window purges it.
    if (!from.isKept) await this.#files.rename(from.path, kept);
    await this.#files.makeFolder(this.#chats);
    await this.#moveAll(id, kept, this.#chats);
    await this.#files.removeEmptyFolder(kept);
    return true;
  }

  /** Retries failed restores; returns whether any succeeded. */
  async restoreKept(): Promise<boolean> {
    const kept = (await this.#folders()).filter(({ isKept }) => isKept);
    const tries = await Promise.allSettled(kept.map(({ id }) => this.restore(id)));
    return tries.some((result) => result.status === 'fulfilled' && result.value);
  }

  /** Permanently removes chats that were deleted at least `keepMs` milliseconds ago, by any window. */
  async purge(keepMs: number): Promise<void> {
    const now = this.#clock.now();
    for (const { path, at, isKept } of await this.#folders()) {
      // A clock that was set back must not keep them forever.
      if (!isKept && Math.abs(now - at) >= keepMs) await this.#files.remove(path);
    }
  }

  /** Empties the trash; only "Delete All Data" calls this. */
  async deleteAll(): Promise<void> {
    await this.#files.remove(this.#deleted);
  }

  /** Reverts a partial move; if that fails, the next window restores the rest. */
  async #moveBack(id: ConversationId, from: string): Promise<void> {
    try {
      await this.#moveAll(id, from, this.#chats);
      await this.#files.removeEmptyFolder(from);
    } catch {
      await this.#files.rename(from, `${from}.kept`);
    }
  }

  /**
   * Moves the log first when deleting and last when restoring, so that a partial move never shows an incomplete chat.
   */
  async #moveAll(id: ConversationId, from: string, to: string): Promise<void> {
    // The lease stays in place, because the mover holds it.
    const names = (await this.#files.list(from))
      .filter((name) => name.startsWith(`${id}.`) && name !== `${id}.lease`)
      .sort();
    if (to === this.#chats) names.reverse();
    for (const name of names) await this.#files.rename(join(from, name), join(to, name));
  }

  async #folders(): Promise<DeletedFolder[]> {
    return (await this.#files.list(this.#deleted))
      .flatMap((name) => {
        const [, id, at, kept] = folderName.exec(name) ?? [];
        if (id === undefined) return [];
        const path = join(this.#deleted, name);
        return [{ id, at: Number(at), path, isKept: kept !== undefined }];
      })
      .sort((item, other) => item.at - other.at);
  }
}

/** Keeps deleted chats in a separate folder until undo expires. */

import { join } from 'node:path';
import type { ConversationId } from '../../conversation/model.ts';
import type { Clock, FilePort } from '../../platform/ports.ts';

const folderName = /^([a-z0-9-]{1,64})\.(\d{1,16})(\.kept)?$/;

/** A deleted chat on the disk. */
interface DeletedFolder {
  readonly id: ConversationId;
  /** When it was deleted, in milliseconds since the epoch. */
  readonly at: number;
  readonly path: string;
  /** Whether it was wanted back and could not be brought back, so that it is never removed by itself. */
  readonly isKept: boolean;
}

/** Moves the files of chats away and back; a move is a rename, so that no bytes are ever copied. */
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

  /** Moves everything that belongs to a chat away, or nothing; nobody may be writing to it. */
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
   * Moves a chat back; whether it is there again. What exists under its name is not overwritten. Rejects when the disk
   * refuses; the chat is kept then until it was brought back.
   */
  async restore(id: ConversationId): Promise<boolean> {
    const from = (await this.#folders()).filter((folder) => folder.id === id).at(-1);
    if (from === undefined) return false;
    const present = await this.#files.list(this.#chats);
    if (present.includes(`${id}.jsonl`)) return false;
    const kept = from.isKept ? from.path : `${from.path}.kept`;
    // From here on no window removes it.
    if (!from.isKept) await this.#files.rename(from.path, kept);
    await this.#files.makeFolder(this.#chats);
    await this.#moveAll(id, kept, this.#chats);
    await this.#files.removeEmptyFolder(kept);
    return true;
  }

  /** Brings back what could not be brought back when it was wanted; whether anything was. */
  async restoreKept(): Promise<boolean> {
    const kept = (await this.#folders()).filter(({ isKept }) => isKept);
    const tries = await Promise.allSettled(kept.map(({ id }) => this.restore(id)));
    return tries.some((result) => result.status === 'fulfilled' && result.value);
  }

  /** Removes for good what was deleted at least `keepMs` milliseconds ago, here or in another window. */
  async purge(keepMs: number): Promise<void> {
    const now = this.#clock.now();
    for (const { path, at, isKept } of await this.#folders()) {
      // A clock that was set back must not keep it for ever.
      if (!isKept && Math.abs(now - at) >= keepMs) await this.#files.remove(path);
    }
  }

  /** Removes all of it; only "Delete All Data" calls this. */
  async deleteAll(): Promise<void> {
    await this.#files.remove(this.#deleted);
  }

  /** Undoes a half move; what cannot be moved back now is brought back by the next window. */
  async #moveBack(id: ConversationId, from: string): Promise<void> {
    try {
      await this.#moveAll(id, from, this.#chats);
      await this.#files.removeEmptyFolder(from);
    } catch {
      await this.#files.rename(from, `${from}.kept`);
    }
  }

  /** The log goes last when it comes back and first when it goes, so that what is half done shows no half chat. */
  async #moveAll(id: ConversationId, from: string, to: string): Promise<void> {
    // Who may write it is not part of a chat: whoever moves it holds the lease.
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

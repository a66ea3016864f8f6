/** Deleted chats wait in a folder of their own until nobody can want them back. */

import { join } from 'node:path';
import type { ConversationId } from '../conversation/model.ts';
import type { Clock, FilePort } from '../platform/platform.ts';

const folderName = /^([a-z0-9-]{1,64})\.(\d{1,16})$/;

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

  /** Moves everything that belongs to a chat away; nobody may be writing to it. */
  async moveAway(id: ConversationId): Promise<void> {
    const to = join(this.#deleted, `${id}.${String(this.#clock.now())}`);
    await this.#files.makeFolder(to);
    await this.#moveAll(id, this.#chats, to);
  }

  /** Moves a chat back; whether it is there again. What exists under its name is not overwritten. */
  async restore(id: ConversationId): Promise<boolean> {
    const from = (await this.#folders()).filter((one) => one.id === id).at(-1);
    if (from === undefined) return false;
    const present = await this.#files.list(this.#chats);
    if (present.includes(`${id}.jsonl`)) return false;
    await this.#files.makeFolder(this.#chats);
    await this.#moveAll(id, from.path, this.#chats);
    await this.#files.remove(from.path);
    return true;
  }

  /** Removes for good what was deleted at least `keepMs` milliseconds ago, here or in another window. */
  async purge(keepMs: number): Promise<void> {
    const now = this.#clock.now();
    for (const { path, at } of await this.#folders()) {
      // A clock that was set back must not keep it for ever.
      if (Math.abs(now - at) >= keepMs) await this.#files.remove(path);
    }
  }

  /** Removes all of it; only "Delete All Data" calls this. */
  async deleteAll(): Promise<void> {
    await this.#files.remove(this.#deleted);
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

  async #folders(): Promise<{ id: ConversationId; at: number; path: string }[]> {
    return (await this.#files.list(this.#deleted))
      .flatMap((name) => {
        const [, id, at] = folderName.exec(name) ?? [];
        return id === undefined ? [] : [{ id, at: Number(at), path: join(this.#deleted, name) }];
      })
      .sort((one, other) => one.at - other.at);
  }
}

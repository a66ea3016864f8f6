/**
 * A real disk whose calls can be suspended after they finish, so that a test decides what happens before they return.
 */

import type { AppendHandle, FilePort } from '../../../src/platform/ports.ts';
import { nodeFiles } from '../../../src/storage/nodeFiles.ts';

/** Calls that can be suspended. */
type HeldCall = 'list' | 'remove' | 'sync';

/** A suspended call. */
export interface Held {
  /** Resolves when the call was made and has finished its work. */
  readonly reached: Promise<void>;
  /** Lets it return. */
  goOn(): void;
}

/** Suspends at most one call of each kind. */
export class HeldDisk {
  readonly files: FilePort;
  readonly #waiting = new Map<HeldCall, () => Promise<void>>();

  constructor() {
    this.files = {
      ...nodeFiles,
      list: async (folder) => {
        const names = await nodeFiles.list(folder);
        await this.#pass('list');
        return names;
      },
      remove: async (path) => {
        await nodeFiles.remove(path);
        await this.#pass('remove');
      },
      openAppend: async (path) => this.#watch(await nodeFiles.openAppend(path)),
    };
  }

  /** Suspends the next call of this kind when it finishes. */
  hold(call: HeldCall): Held {
    const reached = Promise.withResolvers<void>();
    const gone = Promise.withResolvers<void>();
    this.#waiting.set(call, () => {
      reached.resolve();
      return gone.promise;
    });
    return { reached: reached.promise, goOn: gone.resolve };
  }

  #watch(handle: AppendHandle): AppendHandle {
    return {
      append: (data) => handle.append(data),
      close: () => handle.close(),
      sync: async () => {
        await handle.sync();
        await this.#pass('sync');
      },
    };
  }

  async #pass(call: HeldCall): Promise<void> {
    const wait = this.#waiting.get(call);
    this.#waiting.delete(call);
    await wait?.();
  }
}

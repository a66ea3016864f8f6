/** A real disk of which a call can be held when it has done its work, so that a test decides what comes before its end. */

import type { AppendHandle, FilePort } from '../../../src/platform/ports.ts';
import { nodeFiles } from '../../../src/storage/nodeFiles.ts';

/** Calls that can be held. */
type HeldCall = 'list' | 'remove' | 'sync';

/** One call that is held. */
export interface Held {
  /** Resolves when it was made and has done its work. */
  readonly reached: Promise<void>;
  /** Lets it return. */
  goOn(): void;
}

/** Holds one call of each kind at most. */
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

  /** Holds the next call of this kind that ends. */
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

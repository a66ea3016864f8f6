/** Parts of the program that are loaded when they are first needed, so that what is needed at once is small. */

import { isolate } from './isolate.ts';

/** The file of a part is not there: most likely the extension was updated while the window was open. */
export class PartMissing extends Error {
  constructor(cause: Error) {
    super(`A part of the extension is missing: ${cause.message}`, { cause });
  }
}

/** Something that is there once it was loaded; loaded once, and tried again after a failure. */
export class LatePart<T> {
  readonly #make: () => Promise<T>;
  readonly #onFailure: (error: unknown) => void;
  #waiting: ((part: T) => void)[] = [];
  #loading: Promise<T> | undefined;
  #made: { readonly part: T } | undefined;

  /** `make` imports and builds it; `onFailure` is told of each failure to. */
  constructor(make: () => Promise<T>, onFailure: (error: unknown) => void) {
    this.#make = make;
    this.#onFailure = onFailure;
  }

  /** The part if it is there already. */
  get now(): T | undefined {
    return this.#made?.part;
  }

  /** The part, loaded if need be; rejects with what `onFailure` was told. */
  load(): Promise<T> {
    this.#loading ??= this.#start();
    return this.#loading;
  }

  /** Does this with the part: at once if it is there, else when it is, in the order of the calls; never if it cannot be loaded. */
  use(work: (part: T) => void): void {
    if (this.#made !== undefined) {
      const { part } = this.#made;
      isolate(() => work(part));
      return;
    }
    this.#waiting.push(work);
    // `onFailure` was told; nobody waits for anything here.
    this.load().catch(() => undefined);
  }

  async #start(): Promise<T> {
    let part: T;
    try {
      part = await importPart(this.#make);
    } catch (error) {
      this.#loading = undefined;
      this.#waiting = [];
      this.#onFailure(error);
      throw error;
    }
    this.#made = { part };
    for (const work of this.#waiting.splice(0)) isolate(() => work(part));
    return part;
  }
}

/** Imports something; rejects with `PartMissing` where its file is not there. */
export async function importPart<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    const isGone = code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND';
    throw error instanceof Error && isGone ? new PartMissing(error) : error;
  }
}

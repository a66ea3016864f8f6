/** Tracks which chats cannot be written, so that the problem is resolved only when all of them can. */

import type { ConversationId } from '../../conversation/model.ts';
import type { Logger } from '../../platform/ports.ts';
import { errorCode } from '../nodeFiles.ts';

/** Collects the failures of all writers. */
export class WriteProblems {
  readonly #logger: Logger;
  readonly #onProblem: (problem: string | undefined) => void;
  readonly #troubled = new Set<ConversationId>();

  /** `onProblem` is called with each failure, and with `undefined` when all chats can be written again. */
  constructor(logger: Logger, onProblem: (problem: string | undefined) => void) {
    this.#logger = logger;
    this.#onProblem = onProblem;
  }

  /** Records that a write failed, or that the first one after a failure succeeded. */
  note(id: ConversationId, problem: unknown): void {
    if (problem === undefined) this.#troubled.delete(id);
    else {
      const code = errorCode(problem) ?? 'unknown';
      this.#troubled.add(id);
      this.#logger.error(`A chat could not be saved (${code}).`);
      this.#onProblem(code);
    }
    if (this.#troubled.size === 0) this.#onProblem(undefined);
  }
}

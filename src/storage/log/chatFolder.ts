/** The folder of the logs: their paths, a listing, and the files stored next to a log. */

import { join } from 'node:path';
import type { ConversationEvent } from '../../conversation/events/events.ts';
import type { ConversationId } from '../../conversation/model.ts';
import type { Clock, FilePort, Logger } from '../../platform/ports.ts';
import { errorCode } from '../nodeFiles.ts';
import { compactLog, type Damage } from './compactLog.ts';
import { toLine } from './logFormat.ts';
import { LogFollower } from './logFollower.ts';
import { quarantine } from './quarantine.ts';

/** Retry delay for saving quarantined events, in milliseconds. */
const retryMs = 5_000;

/** Options of the folder. */
export interface ChatFolderOptions {
  readonly files: FilePort;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Version of the extension, written to each header. */
  readonly writer: string;
  /** Called once for each damage found. */
  readonly onDamage?: (damage: Damage) => void;
}

/** One log per chat, named by its id. */
export class ChatFolder {
  readonly path: string;
  readonly #options: ChatFolderOptions;

  constructor(path: string, options: ChatFolderOptions) {
    this.path = path;
    this.#options = options;
  }

  pathOf(id: ConversationId): string {
    if (!/^[a-z0-9-]+$/.test(id)) throw new Error('A conversation id holds a-z, 0-9 and - only.');
    return join(this.path, `${id}.jsonl`);
  }

  /** Follows a chat as its log grows. */
  follow(id: ConversationId): LogFollower {
    const { files, logger } = this.#options;
    return new LogFollower(id, this.pathOf(id), files, logger);
  }

  /** The ids of all conversations with a log. */
  async list(): Promise<ConversationId[]> {
    const names = await this.#options.files.list(this.path);
    return names.flatMap((name) => /^([a-z0-9-]+)\.jsonl$/.exec(name)?.[1] ?? []);
  }

  /** An opaque state of a chat's log that is equal as long as nobody writes to it. */
  async stateOf(id: ConversationId): Promise<string> {
    try {
      const { size, modifiedAt } = await this.#options.files.stat(this.pathOf(id));
      return `${String(size)} ${String(modifiedAt)}`;
    } catch (error) {
      return errorCode(error) ?? 'unknown';
    }
  }

  /** Quarantines damaged parts of a log and compacts it. */
  async tidy(id: ConversationId, follower: LogFollower): Promise<void> {
    const { files, logger, onDamage, writer } = this.#options;
    const path = this.pathOf(id);
    try {
      await compactLog({ id, path, files, logger, writer, follower, onDamage });
    } catch (error) {
      // The chat can still be read.
      logger.warn(`A log could not be tidied: ${String(error)}`);
    }
  }

  /** Saves events next to the log of a chat that another window now writes. */
  async keepAside(id: ConversationId, unsaved: readonly ConversationEvent[]): Promise<void> {
    const { files, logger, clock, onDamage } = this.#options;
    const bytes = Buffer.concat(unsaved.map(toLine));
    try {
      const { path, isNew } = await quarantine(files, `${this.pathOf(id)}.aside`, bytes);
      if (isNew) onDamage?.({ id, kind: 'aside', path });
    } catch (error) {
      logger.error(`What was lost could not be kept aside (${errorCode(error) ?? 'unknown'}).`);
      clock.after(retryMs, () => void this.keepAside(id, unsaved));
    }
  }
}

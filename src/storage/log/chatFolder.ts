/** The folder of the logs: where each lies, which there are, and what is kept beside one. */

import { join } from 'node:path';
import type { ConversationEvent } from '../../conversation/events/events.ts';
import type { ConversationId } from '../../conversation/model.ts';
import type { Clock, FilePort, Logger } from '../../platform/ports.ts';
import { errorCode } from '../nodeFiles.ts';
import { compactLog, type Damage } from './compactLog.ts';
import { toLine } from './logFormat.ts';
import { LogFollower } from './logFollower.ts';
import { quarantine } from './quarantine.ts';

/** How long to wait before events that could not be kept aside are tried again, in milliseconds. */
const retryMs = 5_000;

/** What the folder is given. */
export interface ChatFolderOptions {
  readonly files: FilePort;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Version of the extension, written into each header. */
  readonly writer: string;
  /** Called once for each damage that was found. */
  readonly onDamage?: (damage: Damage) => void;
}

/** One log for each chat, named by its id. */
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

  /** Reads a chat again and again as it grows. */
  follow(id: ConversationId): LogFollower {
    const { files, logger } = this.#options;
    return new LogFollower(id, this.pathOf(id), files, logger);
  }

  /** The ids of all conversations that have a log. */
  async list(): Promise<ConversationId[]> {
    const names = await this.#options.files.list(this.path);
    return names.flatMap((name) => /^([a-z0-9-]+)\.jsonl$/.exec(name)?.[1] ?? []);
  }

  /** What the log of a chat is now: the same text as long as nobody writes into it. */
  async stateOf(id: ConversationId): Promise<string> {
    try {
      const { size, modifiedAt } = await this.#options.files.stat(this.pathOf(id));
      return `${String(size)} ${String(modifiedAt)}`;
    } catch (error) {
      return errorCode(error) ?? 'unknown';
    }
  }

  /** Keeps what is damaged in a log in files beside it, and shortens what has grown. */
  async tidy(id: ConversationId, follower: LogFollower): Promise<void> {
    const { files, logger, onDamage, writer } = this.#options;
    const path = this.pathOf(id);
    try {
      await compactLog({ id, path, files, logger, writer, follower, onDamage });
    } catch (error) {
      // The chat can be read without it.
      logger.warn(`A log could not be tidied: ${String(error)}`);
    }
  }

  /** Keeps events beside the log of a chat, since another window writes it now. */
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

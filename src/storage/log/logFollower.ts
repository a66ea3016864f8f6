/** Returns what was appended to a chat's log since the last read, or the entire chat if the file was replaced. */

import { ConversationFold } from '../../conversation/events/conversationFold.ts';
import type { ConversationEvent } from '../../conversation/events/events.ts';
import type { Conversation, ConversationId } from '../../conversation/model.ts';
import { emptyConversation } from '../../conversation/events/reduce.ts';
import type { LogUpdate } from '../../conversation/storedConversation.ts';
import type { FilePort, Logger } from '../../platform/ports.ts';
import { LogReader } from './logReader.ts';

/** Follows one log. */
export class LogFollower {
  readonly reader: LogReader;

  readonly #id: ConversationId;
  readonly #logger: Logger;
  /** The last read error; windows poll every second, so it is logged once. */
  #problem: string | undefined;

  constructor(id: ConversationId, path: string, files: FilePort, logger: Logger) {
    this.#id = id;
    this.#logger = logger;
    this.reader = new LogReader(path, files);
  }

  /** Reads what is new; rejects if the file cannot be read. */
  async poll(): Promise<LogUpdate> {
    const added: ConversationEvent[] = [];
    let whole: ConversationFold | undefined;
    let found: boolean;
    try {
      found = await this.reader.read({
        begin: () => (whole = new ConversationFold(emptyConversation)),
        take: (events) => {
          // Folded in steps, so that a large chat does not block the host.
          for (const event of events) {
            if (whole === undefined) added.push(event);
            else whole.add(event);
          }
        },
      });
    } catch (error) {
      const problem = `A chat could not be read: ${String(error)}`;
      if (problem !== this.#problem) this.#logger.error(problem);
      this.#problem = problem;
      throw error;
    }
    this.#problem = undefined;
    if (!found) return { kind: 'gone' };
    return whole === undefined ? { kind: 'added', events: added } : this.#toWhole(whole.build());
  }

  #toWhole(folded: Conversation): LogUpdate {
    const { parser, isNewer } = this.reader;
    if (parser.badLineCount > 0) {
      const more = parser.badLineCount > parser.badLines.length ? ' …' : '';
      const lines = `${parser.badLines.join(', ')}${more}`;
      this.#logger.warn(`${this.#id}: unreadable lines ${lines} were passed over`);
    }
    const first = folded.turns.values().next().value ?? folded.openTurn;
    // The log's first event may have been lost.
    const createdAt = folded.createdAt === 0 ? (first?.startedAt ?? 0) : folded.createdAt;
    return {
      kind: 'whole',
      stored: {
        conversation: { ...folded, id: this.#id, createdAt },
        readOnly: isNewer,
        badLines: parser.badLineCount,
      },
    };
  }
}

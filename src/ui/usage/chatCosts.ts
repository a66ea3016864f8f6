/** The cost of each shown chat and of the day, over all windows, from the ledger. */

import * as vscode from 'vscode';
import {
  startOfDay,
  totalOf,
  type Pricing,
  type UsageTotal,
} from '../../chat/usage/usageTotals.ts';
import type { UsedRequest } from '../../chat/usage/usageTotals.ts';
import type { Conversation, ConversationId } from '../../conversation/model.ts';
import { Emitter } from '../../platform/emitter.ts';
import type { Disposable } from '../../platform/disposable.ts';
import type { Clock, Logger } from '../../platform/ports.ts';
import { costText } from './costText.ts';

/** What the totals are made of. */
export interface SpentPorts {
  /** The requests of all windows since then, in milliseconds since the epoch. */
  readonly read: (since: number) => Promise<readonly UsedRequest[]>;
  readonly pricing: () => Pricing;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Reads when something was spent here, a chat is shown first, or the user comes back from another window. */
export class ChatCosts implements Disposable {
  /** A total is another one now. */
  readonly onChange = new Emitter<void>();

  readonly #ports: SpentPorts;
  readonly #focus: Disposable;
  /** When each chat that was asked for began. */
  readonly #chats = new Map<ConversationId, number>();
  #requests: readonly UsedRequest[] = [];
  #reading: Promise<void> | undefined;
  /** Something was asked for since the reading that is under way began. */
  #again = false;

  constructor(ports: SpentPorts) {
    this.#ports = ports;
    this.#focus = vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused && this.#chats.size > 0) void this.refresh();
    });
  }

  /** The pieces of the line about a chat; none before it is known, and where nothing has a price. */
  text({ id, createdAt }: Conversation): readonly string[] | undefined {
    if (!this.#chats.has(id)) {
      this.#chats.set(id, createdAt);
      void this.refresh();
    }
    const { pricing, clock } = this.#ports;
    const prices = pricing();
    const since = startOfDay(clock.now());
    const words = { pricing: prices, language: vscode.env.language };
    const chat = totalOf(
      this.#requests.filter((usedRequest) => usedRequest.chat === id),
      prices,
    );
    const day = totalOf(
      this.#requests.filter(({ at }) => at >= since),
      prices,
    );
    if (chat.requests === 0 || !(isKnown(chat) || isKnown(day))) return undefined;
    return [
      vscode.l10n.t('This chat: {0}', costText(chat, words)),
      vscode.l10n.t('Today: {0}', costText(day, words)),
    ];
  }

  /** Reads the ledger again. */
  refresh(): Promise<void> {
    this.#again = this.#reading !== undefined;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
      if (this.#again) void this.refresh();
    });
    return this.#reading;
  }

  dispose(): void {
    this.#focus.dispose();
  }

  async #read(): Promise<void> {
    const { read, clock, logger } = this.#ports;
    let since = startOfDay(clock.now());
    for (const begun of this.#chats.values()) since = Math.min(since, begun);
    try {
      this.#requests = await read(since);
    } catch (error) {
      logger.warn(`Usage could not be read: ${String(error)}`);
    }
    this.onChange.fire();
  }
}

function isKnown({ requests, unmeasured, unpriced }: UsageTotal): boolean {
  return requests > unmeasured + unpriced;
}

/** Random sequences of what a person may do, with faults between, against the strict server over loopback. */

import assert from 'node:assert/strict';
import type { ChatController } from '../../../src/chat/chatController.ts';
import type { ChatSession } from '../../../src/chat/chatSession.ts';
import { canContinue } from '../../../src/conversation/continuation.ts';
import type { ConversationEvent } from '../../../src/conversation/events.ts';
import type { Conversation, Turn } from '../../../src/conversation/model.ts';
import { emptyConversation, reduceAll } from '../../../src/conversation/reduce.ts';
import { errorFixtures, refusalMessages, refusalStep } from '../../fakes/errorFixtures.ts';
import { streamFixtures } from '../../fakes/streamFixtures.ts';
import type { Generation, Step } from '../../fakes/types.ts';
import { lastEnded, withChat, type TestChat } from '../chat/testChat.ts';
import { assertAccepted, hurry } from './faultChat.ts';

/** Random numbers that a seed repeats. */
export class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** A whole number in [0, below). */
  below(below: number): number {
    // Mulberry32.
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  }

  /** One of these; `undefined` of none. */
  pick<T>(from: readonly T[]): T | undefined {
    return from[this.below(from.length)];
  }

  /** Whether something of this chance happens. */
  happens(chance: number): boolean {
    return this.below(1_000_000) < chance * 1_000_000;
  }
}

const endless = /^(stall|never|silent)/;
/** But for those which ask for what these servers themselves refuse: a repair believes the server. */
const refusals = (Object.keys(refusalMessages) as (keyof typeof refusalMessages)[]).filter(
  (name) => !/^reasoning(Not|Missing)/.test(name),
);
const finite: readonly Step[] = [
  ...Object.entries({ ...streamFixtures, ...errorFixtures })
    .filter(([name]) => !endless.test(name))
    .flatMap(([, step]) => step)
    // Splitting takes time, and is a matter of its own.
    .filter((step) => !('split' in step)),
  ...refusals.map(refusalStep),
];
const unending: readonly Step[] = Object.entries({ ...streamFixtures, ...errorFixtures })
  .filter(([name]) => endless.test(name))
  .flatMap(([, step]) => step);

const texts = [
  'hello',
  'Naïve 答案 🐋',
  'lone \ud83d pair',
  '  spaced  ',
  '```\ncode\n```',
  '{"role":"system"}',
  '<think>no</think>',
  '\u0000\u202e',
  'long '.repeat(200),
];

/** Models that a server of each generation takes. */
const models: Readonly<Record<Generation, readonly string[]>> = {
  today: ['auto', 'deepseek-flash', 'deepseek-v4-pro', 'deepseek-chat', 'deepseek-reasoner'],
  legacy: ['auto', 'deepseek-chat', 'deepseek-reasoner'],
  compatible: ['auto', 'some-model', 'deepseek-r1:7b', 'deepseek-reasoner'],
};

/** One run: a conversation, its log, and what has been seen of it. */
class Run {
  private readonly chat: TestChat;
  private readonly dice: Dice;
  private readonly generation: Generation;
  private session: ChatSession;
  private controller: ChatController;
  private seen = new Map<string, Turn>();
  private told: Conversation = emptyConversation;

  constructor(chat: TestChat, dice: Dice, generation: Generation) {
    this.chat = chat;
    this.dice = dice;
    this.generation = generation;
    this.controller = chat.controller;
    this.session = this.controller.create();
    this.watch();
  }

  async play(): Promise<void> {
    const steps = 3 + this.dice.below(8);
    for (let step = 0; step < steps; step += 1) {
      await this.act();
      this.check();
    }
    // Whatever happened, a plain question is answered.
    await this.ask(() => this.session.send('and now?'), { content: 'ok' });
    assert.equal(this.turns().at(-1)?.status, 'complete', 'the last question was not answered');
    await this.reopen();
    assertAccepted(this.chat);
  }

  private turns(): readonly Turn[] {
    return [...this.session.conversation.turns.values()];
  }

  private async act(): Promise<void> {
    const { dice, session } = this;
    const turn = dice.pick(this.turns());
    switch (dice.below(15)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return this.ask(() => session.send(dice.pick(texts)!));
      case 4:
        return turn && this.ask(() => session.regenerate(turn.id));
      case 5:
        return turn && this.ask(() => session.edit(turn.id, dice.pick(texts)!));
      case 6:
        if (turn) session.hideTurn(turn.id, turn.hidden !== true);
        return;
      case 7:
        if (turn) session.selectBranch(turn.id);
        return;
      case 8:
        return this.changeSettings();
      case 9:
        return this.ask(() => session.send('faulty'), dice.pick(finite));
      case 10:
      case 11:
        return this.goOn();
      case 12:
        return this.ask(() => session.send('begun', [], { starter: dice.pick(texts)! }));
      case 13:
        return turn && this.ask(() => session.regenerate(turn.id, true));
      default:
        return this.reopen();
    }
  }

  /** Goes on with a cut answer; where there is none, makes one first. */
  private async goOn(): Promise<void> {
    const { dice, session } = this;
    if (dice.happens(0.5)) {
      await this.ask(
        () => session.send('long'),
        dice.pick([streamFixtures.finishLength, streamFixtures.socketReset]),
      );
    }
    const cut = this.turns().filter((turn) => canContinue(turn, session.prefixSupport));
    const turn = dice.pick(cut);
    if (turn !== undefined) await this.ask(() => session.continue(turn.id));
  }

  /** Asks, with what happens to the request, and may stop at a random point. */
  private async ask(start: () => unknown, given?: Step): Promise<void> {
    const { chat, session, dice } = this;
    const unended = given === undefined && dice.happens(0.1);
    const step =
      given ??
      (unended ? dice.pick(unending)! : dice.pick<Step>([{ content: 'Yes.' }, ...finite])!);
    chat.server.answerWith(() => step);
    const calm = hurry(session);
    const stopping = unended || (given === undefined && dice.happens(0.3));
    const stopAfter = unended
      ? 'requestSent'
      : dice.pick(['requestSent', 'partAppended', 'usageReported'] as const)!;
    const stopper = session.onEvents.on((events) => {
      if (stopping && events.some(({ type }) => type === stopAfter)) session.stop();
    });
    const refusal = start();
    assert.equal(refusal, undefined);
    // While it runs, nothing else is taken and nothing else changes.
    assert.equal(session.send('too early'), 'busy');
    session.hideTurn(session.conversation.activeLeaf ?? '', true);
    await lastEnded(session);
    stopper.dispose();
    calm();
  }

  private changeSettings(): void {
    const { dice, session, generation } = this;
    session.changeSettings({
      ...(dice.happens(0.7) ? { model: dice.pick(models[generation])! } : {}),
      ...(dice.happens(0.5) ? { thinking: dice.pick(['auto', 'on', 'off'] as const)! } : {}),
      ...(dice.happens(0.5)
        ? { reasoningEffort: dice.pick(['low', 'high', 'max'] as const)! }
        : {}),
    });
  }

  /** Closes and opens the chat from its log, which tells the same. */
  private async reopen(): Promise<void> {
    const { session, chat } = this;
    const { id } = session.conversation;
    await chat.store.close();
    const stored = await chat.store.read(id);
    // A chat that nobody has written in is not stored.
    if (session.conversation.activeLeaf === null && stored === undefined) return;
    assert.deepEqual(stored?.conversation, session.conversation, 'the log tells another story');
    assert.equal(stored.badLines, 0);
    await this.controller.closeAll();
    this.session = (await this.controller.open(id))!;
    this.watch();
  }

  private watch(): void {
    this.told = this.session.conversation;
    this.session.onEvents.on((events: readonly ConversationEvent[]) => {
      this.told = reduceAll(this.told, events);
    });
  }

  /** What holds between any two actions. */
  private check(): void {
    const { conversation } = this.session;
    assert.equal(conversation.openTurn, null, 'a turn has no end');
    assert.deepEqual(this.told, conversation, 'the events tell another story');
    for (const turn of this.turns()) {
      assert.ok(['complete', 'stopped', 'interrupted', 'failed'].includes(turn.status));
      const before = this.seen.get(turn.id);
      if (before !== undefined) {
        assert.deepEqual({ ...turn, hidden: false }, { ...before, hidden: false });
      }
      this.seen.set(turn.id, turn);
    }
    for (const id of this.seen.keys()) assert.ok(conversation.turns.has(id), 'a turn is gone');
  }
}

/** Plays so many sequences from consecutive seeds against a server of this generation; rejects naming the seed that fails. */
export async function playRandomActions(
  generation: Generation,
  seed: number,
  runs: number,
): Promise<void> {
  await withChat(generation, async (chat) => {
    chat.settings.requestLimit = { concurrent: 4, perMinute: 1_000_000 };
    // By setting, so that retired ids are translated as on the vendor's own origin.
    if (generation === 'today') chat.settings.profile = 'official';
    for (let run = 0; run < runs; run += 1) {
      try {
        await new Run(chat, new Dice(seed + run), generation).play();
      } catch (cause) {
        throw new Error(`Random actions failed: ${generation}, seed ${seed + run}.`, { cause });
      }
    }
  });
}

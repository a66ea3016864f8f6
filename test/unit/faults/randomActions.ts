/** Random sequences of user actions and faults, against the strict server over loopback. */

import assert from 'node:assert/strict';
import type { ChatController } from '../../../src/chat/chatController.ts';
import type { ChatSession } from '../../../src/chat/session/chatSession.ts';
import { canContinue } from '../../../src/conversation/continuation.ts';
import type { ConversationEvent } from '../../../src/conversation/events/events.ts';
import { activeBranch } from '../../../src/conversation/activeBranch.ts';
import type {
  ContextItem,
  Conversation,
  ConversationSettings,
  Turn,
} from '../../../src/conversation/model.ts';
import { emptyConversation, reduceAll } from '../../../src/conversation/events/reduce.ts';
import { branchPlaces } from '../../../src/conversation/branches.ts';
import { errorFixtures, refusalMessages, refusalStep } from '../../fakes/answers/errorFixtures.ts';
import { streamFixtures } from '../../fakes/answers/streamFixtures.ts';
import type { Generation, Step } from '../../fakes/types.ts';
import { SeededRandom } from '../../generated/seededRandom.ts';
import { lastEnded, withChat, type TestChat } from '../chat/testChat.ts';
import { assertAccepted, hurry } from './faultChat.ts';
import { assertPrefixes } from './prefixes.ts';
import { assertRebuilt } from './rebuilt.ts';

const endless = /^(stall|never|silent)/;
/** Excludes messages that ask for what these servers reject, because a repair trusts the message. */
const refusals = (Object.keys(refusalMessages) as (keyof typeof refusalMessages)[]).filter(
  (name) => !/^reasoning(Not|Missing)/.test(name),
);
const finite: readonly Step[] = [
  ...Object.entries({ ...streamFixtures, ...errorFixtures })
    .filter(([name]) => !endless.test(name))
    .flatMap(([, step]) => step)
    // Splitting is slow and tested separately.
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

/** Models that a server of each generation accepts. */
const models: Readonly<Record<Generation, readonly string[]>> = {
  today: ['auto', 'deepseek-flash', 'deepseek-v4-pro', 'deepseek-chat', 'deepseek-reasoner'],
  legacy: ['auto', 'deepseek-chat', 'deepseek-reasoner'],
  compatible: ['auto', 'some-model', 'deepseek-r1:7b', 'deepseek-reasoner'],
};

/** The choices in the parameter sheet. */
const parameterChoices: Readonly<Record<string, readonly unknown[]>> = {
  temperature: [null, 0, 1.3, 2],
  topP: [null, 0.01, 1],
  frequencyPenalty: [null, -2, 2],
  presencePenalty: [null, -2, 2],
  // Accepted by every model; clamping and repairs are tested separately.
  maxTokens: [null, 1, 5_000],
  stop: [[], ['END'], ['a', '\n\n', '\ud83d']],
  jsonOutput: [true, false],
  stream: [true, false],
  logprobs: [true, false],
  topLogprobs: [null, 0, 20],
  systemPrompt: ['', 'Be brief. \udc00', 'Answer in JSON.'],
};

/** One run: a conversation, its log, and previous observations. */
class Run {
  readonly #chat: TestChat;
  readonly #random: SeededRandom;
  readonly #generation: Generation;
  #session: ChatSession;
  #controller: ChatController;
  #seen = new Map<string, Turn>();
  readonly #requestsBefore: number;
  #reported: Conversation = emptyConversation;
  /** Number of requests found to start with the previous one. */
  compared = 0;

  constructor(chat: TestChat, random: SeededRandom, generation: Generation) {
    this.#chat = chat;
    this.#random = random;
    this.#generation = generation;
    this.#requestsBefore = chat.server.requests.length;
    this.#controller = chat.controller;
    this.#session = this.#controller.create();
    this.#watch();
  }

  async play(): Promise<void> {
    const steps = 3 + this.#random.below(8);
    for (let step = 0; step < steps; step += 1) {
      await this.#act();
      this.#check();
    }
    // Whatever happened, a plain question is answered.
    await this.#ask(() => this.#session.send('and now?'), { content: 'ok' });
    assert.equal(this.#turns().at(-1)?.status, 'complete', 'the last question was not answered');
    await this.#reopen();
    assertAccepted(this.#chat);
    const { requests } = this.#chat.server;
    assertRebuilt(this.#session.conversation, requests.slice(this.#requestsBefore));
    this.compared = assertPrefixes(this.#session.conversation, this.#chat);
  }

  #turns(): readonly Turn[] {
    return [...this.#session.conversation.turns.values()];
  }

  async #act(): Promise<void> {
    const random = this.#random;
    const session = this.#session;
    const turn = random.pick(this.#turns());
    switch (random.below(21)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return this.#ask(() => session.send(random.pick(texts)!, this.#pieces()));
      case 4:
        return turn && this.#askAgain(turn, () => session.regenerate(turn.id, this.#choices()));
      case 5:
        return turn && this.#askAgain(turn, () => session.edit(turn.id, random.pick(texts)!));
      case 11:
        if (turn) session.excludeTurn(turn.id, turn.excluded !== true);
        return;
      case 12:
        if (turn) this.#excludePiece(turn);
        return;
      case 13:
        return this.#turnToSibling();
      case 6:
        if (turn) session.hideTurn(turn.id, turn.hidden !== true);
        return;
      case 7:
        if (turn) session.selectBranch(turn.id);
        return;
      case 8:
        return this.#changeSettings();
      case 9:
        return this.#ask(() => session.send('faulty'), random.pick(finite));
      case 10:
      case 14:
        return this.#goOn();
      case 15:
        return this.#ask(() => session.send('begun', [], { starter: random.pick(texts)! }));
      case 17:
        return turn && this.#summarise(turn);
      case 18:
        return this.#takeSummaryBack();
      case 16:
        return (
          turn &&
          this.#ask(() => session.regenerate(turn.id, this.#choices(), { withoutTools: true }))
        );
      default:
        return this.#reopen();
    }
  }

  /** Requests a summary up to a turn, which may fail or be cancelled; the chat is then unchanged. */
  async #summarise(turn: Turn): Promise<void> {
    const chat = this.#chat;
    const session = this.#session;
    const random = this.#random;
    const { summaries } = this.#controller;
    const before = session.conversation;
    const step = random.pick<Step>([{ content: `In short: ${random.pick(texts)!}` }, ...finite])!;
    chat.server.answerWith(() => step);
    const asked = summaries.summarise(session, random.happens(0.5) ? turn.id : undefined);
    if (random.happens(0.2)) summaries.cancel(session);
    await asked;
    assert.ok(session.conversation === before || summaries.of(session) === undefined);
    summaries.cancel(session);
  }

  /** Switches a summary off or on. */
  #takeSummaryBack(): void {
    const turn = this.#random.pick(this.#turns().filter(({ summary }) => summary !== undefined));
    if (turn !== undefined) this.#session.useSummary(turn.id, turn.summary?.unused === true);
  }

  /** Continues an incomplete answer; creates one first if necessary. */
  async #goOn(): Promise<void> {
    const random = this.#random;
    const session = this.#session;
    if (random.happens(0.5)) {
      await this.#ask(
        () => session.send('long'),
        random.pick([streamFixtures.finishLength, streamFixtures.socketReset]),
      );
    }
    const cut = this.#turns().filter((turn) => canContinue(turn, session.prefixSupport));
    const turn = random.pick(cut);
    if (turn !== undefined) await this.#ask(() => session.continue(turn.id));
  }

  /** Asks with a scripted fault, and may stop at a random time. */
  async #ask(start: () => unknown, given?: Step): Promise<void> {
    const chat = this.#chat;
    const session = this.#session;
    const random = this.#random;
    const unended = given === undefined && random.happens(0.1);
    const step =
      given ??
      (unended ? random.pick(unending)! : random.pick<Step>([{ content: 'Yes.' }, ...finite])!);
    chat.server.answerWith(() => step);
    const calm = hurry(session);
    const stopping = unended || (given === undefined && random.happens(0.3));
    const stopAfter = unended
      ? 'requestSent'
      : random.pick(['requestSent', 'partAppended', 'usageReported'] as const)!;
    const stopper = session.onEvents.on((events) => {
      if (stopping && events.some(({ type }) => type === stopAfter)) session.stop();
    });
    const refusal = start();
    assert.equal(refusal, undefined);
    // While a turn runs, further messages are rejected and nothing else changes.
    assert.equal(session.send('too early'), 'busy');
    session.hideTurn(session.conversation.activeLeaf ?? '', true);
    await lastEnded(session);
    stopper.dispose();
    calm();
  }

  /** Edits a question; the message keeps its context, except for excluded items. */
  async #askAgain(turn: Turn, start: () => unknown): Promise<void> {
    await this.#ask(start);
    const again = this.#turns().at(-1)!;
    assert.deepEqual(again.user.context, turn.user.context);
    assert.deepEqual(again.excludedContext ?? [], turn.excludedContext ?? []);
  }

  #pieces(): readonly ContextItem[] {
    const random = this.#random;
    if (random.happens(0.6)) return [];
    return [1, 2].map((id) => ({
      id: `piece-${String(id)}`,
      kind: 'file',
      path: `src/${String(random.below(9))}.ts`,
      text: random.pick(texts)!,
    }));
  }

  #excludePiece({ id, user, excludedContext = [] }: Turn): void {
    const piece = this.#random.pick(user.context);
    if (piece === undefined) return;
    this.#session.excludeContext(id, piece.id, !excludedContext.includes(piece.id));
  }

  /** Switches to another branch like the panel does. */
  #turnToSibling(): void {
    const session = this.#session;
    const random = this.#random;
    const branch = activeBranch(session.conversation);
    const places = Object.entries(branchPlaces(session.conversation, branch));
    const place = random.pick(places)?.[1];
    const target = place?.next ?? place?.previous;
    if (target === undefined) return;
    session.selectBranch(target.leaf);
    const shown = activeBranch(session.conversation).map(({ id }) => id);
    assert.ok(shown.includes(target.turnId), 'the sibling is not shown');
  }

  #choices(): ConversationSettings | undefined {
    return this.#random.happens(0.5) ? undefined : this.#someSettings();
  }

  #changeSettings(): void {
    const random = this.#random;
    const session = this.#session;
    if (random.happens(0.1)) session.resetParameters();
    const some = Object.entries(parameterChoices).filter(() => random.happens(0.3));
    const change = Object.fromEntries(some.map(([name, values]) => [name, random.pick(values)]));
    session.changeParameters(change);
    session.changeSettings(this.#someSettings());
  }

  #someSettings(): ConversationSettings {
    const random = this.#random;
    const generation = this.#generation;
    return {
      ...(random.happens(0.7) ? { model: random.pick(models[generation])! } : {}),
      ...(random.happens(0.5) ? { thinking: random.pick(['auto', 'on', 'off'] as const)! } : {}),
      ...(random.happens(0.5)
        ? { reasoningEffort: random.pick(['low', 'high', 'max'] as const)! }
        : {}),
    };
  }

  /** Closes the chat and reopens it from its log, which must fold to the same state. */
  async #reopen(): Promise<void> {
    const session = this.#session;
    const chat = this.#chat;
    const { id } = session.conversation;
    await chat.store.close();
    const stored = await chat.store.read(id);
    // An empty chat is not stored.
    if (session.conversation.activeLeaf === null && stored === undefined) return;
    assert.deepEqual(stored?.conversation, session.conversation, 'the log tells another story');
    assert.equal(stored.badLines, 0);
    await this.#controller.closeAll();
    this.#session = (await this.#controller.open(id))!;
    this.#watch();
  }

  #watch(): void {
    this.#reported = this.#session.conversation;
    this.#session.onEvents.on((events: readonly ConversationEvent[]) => {
      this.#reported = reduceAll(this.#reported, events);
    });
  }

  /** Invariants between any two actions. */
  #check(): void {
    const { conversation } = this.#session;
    assert.equal(conversation.openTurn, null, 'a turn has no end');
    assert.deepEqual(this.#reported, conversation, 'the events tell another story');
    for (const turn of this.#turns()) {
      assert.ok(['complete', 'stopped', 'interrupted', 'failed'].includes(turn.status));
      const before = this.#seen.get(turn.id);
      if (before !== undefined) {
        assert.deepEqual(unmarked(turn), unmarked(before));
      }
      this.#seen.set(turn.id, turn);
    }
    for (const id of this.#seen.keys()) assert.ok(conversation.turns.has(id), 'a turn is gone');
  }
}

/** A turn without the flags that the user can change later. */
function unmarked(turn: Turn): Partial<Turn> {
  const plain: Partial<Turn> = { ...turn, hidden: false, excluded: false, excludedContext: [] };
  delete (plain as { summary?: unknown }).summary;
  return plain;
}

/** Plays sequences from consecutive seeds against a server of this generation; rejects with the failing seed. */
export async function playRandomActions(
  generation: Generation,
  seed: number,
  runs: number,
): Promise<void> {
  await withChat(generation, async (chat) => {
    chat.settings.requestLimit = { concurrent: 4, perMinute: 1_000_000 };
    // Set explicitly, so that retired ids are translated as on the vendor's origin.
    if (generation === 'today') chat.settings.profile = 'official';
    let compared = 0;
    for (let run = 0; run < runs; run += 1) {
      try {
        const item = new Run(chat, new SeededRandom(seed + run), generation);
        await item.play();
        compared += item.compared;
      } catch (cause) {
        throw new Error(`Random actions failed: ${generation}, seed ${seed + run}.`, { cause });
      }
    }
    // Half of the usual number, which holds for any seeds.
    assert.ok(compared > runs / 6, `only ${String(compared)} prefixes compared`);
  });
}

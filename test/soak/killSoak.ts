/** Kills a chatting process at random moments and checks that at most the last second is lost. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { textOf } from '../../src/conversation/activeBranch.ts';
import type { Conversation, Turn } from '../../src/conversation/model.ts';
import { queueOf } from '../../src/conversation/queue.ts';
import { startDeepSeekServer, type DeepSeekServer } from '../fakes/deepseekServer.ts';
import type { RequestBody } from '../fakes/types.ts';
import { makeTemporaryFolder } from '../../scripts/host/temporaryFolder.ts';
import { ask } from '../unit/chat/testChat.ts';
import type { SoakEntry } from './entry.ts';
import { tickMs, type Sign } from './killedChat.ts';
import { openPlainChat } from './plainChat.ts';

/** Maximum age of lost streamed text, in milliseconds before the last sign of life. */
const maxLostMs = 1000;
/** Number of consecutive kills per chat, and of chats killed in parallel. */
const killsPerChat = 5;
const chatsAtOnce = 4;

/** Reproducible random numbers in [0, 1). */
function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    // Mulberry32: consecutive seeds give unrelated numbers.
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** When to kill: around the first request, or during an answer. */
function pickMoment(random: () => number): { after: Sign['type']; ms: number } {
  return random() < 0.3
    ? { after: 'opened', ms: random() * 100 }
    : { after: 'shown', ms: random() * 2500 };
}

/** Answers at a realistic pace, with reasoning first; some are short so that turns also end. */
async function startSlowServer(random: () => number): Promise<DeepSeekServer> {
  const server = await startDeepSeekServer({ generation: 'today', apiKey: 'sk-test-key' });
  const words = (count: number) =>
    Array.from({ length: count }, (_, index) => `word${String(index)} 字😀`).join(' ');
  server.answerWith((request) => {
    const quick = JSON.stringify(request.body).includes('and after that?');
    return {
      reasoning: words(20),
      content: words(20 + Math.floor(random() * 200)),
      ...(quick ? {} : { chunksPerSecond: 100 + Math.floor(random() * 300) }),
    };
  });
  return server;
}

/** Lets a process chat until it is killed; resolves to its signs. */
async function killOne(
  args: readonly string[],
  after: Sign['type'],
  ms: number,
): Promise<readonly Sign[]> {
  const script = join(import.meta.dirname, 'killedChat.ts');
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const signs: Sign[] = [];
  let complaint = '';
  child.stderr.on('data', (data: Buffer) => (complaint += data.toString()));
  const lines = createInterface({ input: child.stdout });
  const closed = once(lines, 'close');
  const given = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      const sign = JSON.parse(line) as Sign;
      signs.push(sign);
      if (sign.type === after) resolve();
    });
  });
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  await Promise.race([given, exited]);
  await Promise.race([pause(ms), exited]);
  child.kill('SIGKILL');
  const [code] = await exited;
  await closed;
  assert.equal(code, null, `the process ended before it was killed\n${complaint}`);
  return signs;
}

/**
 * Age in milliseconds, at the end, of the oldest shown piece missing in the log. Asserts that the log has no other
 * text. Counts the process's own ticks instead of time: a process starved by a busy machine neither ticks nor writes.
 */
function lostMs(signs: readonly Sign[], turns: readonly Turn[]): number {
  const kept = new Map(
    turns.flatMap((turn) =>
      turn.parts.map((part) => [part.id, part.kind === 'toolCall' ? '' : part.text] as const),
    ),
  );
  let ticks = 0;
  let lost = 0;
  for (const sign of signs.toReversed()) {
    if (sign.type === 'alive') ticks += 1;
    if (sign.type !== 'shown') continue;
    const text = (kept.get(sign.partId) ?? '').slice(sign.offset);
    const whole = text.startsWith(sign.text);
    assert.ok(whole || sign.text.startsWith(text), `the log has ${text} for ${sign.text}`);
    if (!whole) lost = ticks * tickMs;
  }
  return lost;
}

function questions(server: DeepSeekServer): readonly string[] {
  const bodies = server.requests.flatMap(({ body }) => (body === undefined ? [] : [body]));
  const texts = bodies.map((body) => body.messages.at(-1)?.content);
  return texts.filter((text) => typeof text === 'string');
}

/** All turns, with the one in progress last. */
function turnsOf(conversation: Conversation | undefined): readonly Turn[] {
  if (conversation === undefined) return [];
  const { turns, openTurn } = conversation;
  return openTurn === null ? [...turns.values()] : [...turns.values(), openTurn];
}

/** Opens and continues the killed process's chat in this process; resolves to the loss. */
async function lookAt(
  folder: string,
  chat: string,
  server: DeepSeekServer,
  signs: readonly Sign[],
): Promise<number> {
  const { store, controller } = openPlainChat(folder, server.url);
  try {
    const stored = await store.read(chat);
    const asked = new Set(
      [...questions(server)].concat(
        signs.flatMap((sign) => (sign.type === 'kept' ? [sign.text] : [])),
      ),
    );
    const left = turnsOf(stored?.conversation);
    const waiting = stored === undefined ? [] : queueOf(stored.conversation);
    const all = [...left, ...waiting].map(({ user }) => user.text);
    const there = new Set(all);
    const ours = all.filter((text) => text.startsWith('Round'));
    assert.equal(ours.length, new Set(ours).size, 'a question waits though it was asked, or twice');
    const sent = questions(server).filter((text) => text.startsWith('Round'));
    assert.equal(sent.length, new Set(sent).size, 'a question was sent twice');
    assert.deepEqual(
      [...asked].filter((text) => !there.has(text)),
      [],
      'questions were lost',
    );
    const lost = lostMs(signs, left);
    assert.ok(lost <= maxLostMs, `${String(lost)} ms of text were lost`);
    if (stored === undefined) return lost;
    await goOn(controller, chat, left, server);
    return lost;
  } finally {
    await controller.closeAll();
    await store.close();
  }
}

/** The chat opens with its interrupted turn marked, and the next request contains that turn's text. */
async function goOn(
  controller: ReturnType<typeof openPlainChat>['controller'],
  chat: string,
  left: readonly Turn[],
  server: DeepSeekServer,
): Promise<void> {
  const before = server.requests.length;
  const session = await controller.open(chat);
  assert.ok(session);
  const cut = left.at(-1);
  const opened = cut && session.conversation.turns.get(cut.id);
  assert.equal(opened?.status, cut?.status === 'inProgress' ? 'interrupted' : cut?.status);
  assert.equal(server.requests.length, before, 'nothing is sent again');
  const next = await ask(session, 'and after that?');
  assert.equal(next.status, 'complete', JSON.stringify(next.error));
  const body: RequestBody | undefined = server.requests.at(-1)?.body;
  const reported = body?.messages.map((message) => message.content) ?? [];
  for (const turn of left) {
    const partial = textOf(turn, 'content');
    if (partial !== '') assert.ok(reported.includes(partial), `the model is not told: ${partial}`);
  }
}

/** Kills one chat repeatedly; resolves to the losses in milliseconds. */
async function killChat(seed: number, kills: number): Promise<readonly number[]> {
  const random = dice(seed);
  const folder = makeTemporaryFolder('killed-chat-');
  const server = await startSlowServer(random);
  const losses: number[] = [];
  let chat: string | undefined;
  try {
    for (let round = 0; round < kills; round += 1) {
      const args = [folder.path, server.url, String(round), ...(chat === undefined ? [] : [chat])];
      const moment = pickMoment(random);
      const signs = await killOne(args, moment.after, moment.ms);
      const opened = signs.find((sign) => sign.type === 'opened');
      if (opened === undefined) throw new Error('The process never opened its chat.');
      losses.push(await lookAt(folder.path, opened.chat, server, signs));
      chat = opened.chat;
    }
    const refused = server.requests.filter((request) => request.refusal !== undefined);
    assert.deepEqual(
      refused.map((request) => request.refusal),
      [],
    );
    return losses;
  } finally {
    await server.close();
    folder.remove();
  }
}

/** Kills `runs` times with the given seed; resolves to the loss of each kill, in milliseconds. */
export async function runKills(seed: number, runs: number): Promise<readonly number[]> {
  const chats = Array.from({ length: Math.ceil(runs / killsPerChat) }, (_, index) => index);
  const losses: number[] = [];
  const lane = async (): Promise<void> => {
    for (let index = chats.shift(); index !== undefined; index = chats.shift()) {
      const kills = Math.min(killsPerChat, runs - index * killsPerChat);
      losses.push(...(await killChat(seed + index, kills)));
    }
  };
  await Promise.all(Array.from({ length: chatsAtOnce }, lane));
  return losses;
}

/** Kills a chatting process. */
export const killSoak: SoakEntry = {
  name: 'kills',
  shows:
    'a process that is killed while it chats loses no question, at most a second of text, and leaves a chat that goes on',
  runs: 200,
  batch: 20,
  async runBatch(seed, runs) {
    const losses = await runKills(seed, runs);
    console.log(`  most text lost: ${String(Math.max(...losses))} ms`);
  },
};

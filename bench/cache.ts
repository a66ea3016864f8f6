/** What a chat of thirty turns costs by what the server's cache holds of it, beside clients that change its beginning. */

import { toUserText } from '../src/chat/request/requestMessages.ts';
import { pathTo, textOf } from '../src/conversation/activeBranch.ts';
import { amountScale } from '../src/conversation/money.ts';
import type { Conversation, Turn } from '../src/conversation/model.ts';
import type { Usage } from '../src/conversation/usage.ts';
import { costOf, priceAt, type Price } from '../src/deepseek/models/prices.ts';
import { startDeepSeekServer } from '../test/fakes/deepseekServer.ts';
import type { JsonObject } from '../test/fakes/types.ts';
import { cacheTurns, playCacheChat, type CachedTurn } from '../test/unit/chat/cacheChat.ts';
import { withChat } from '../test/unit/chat/testChat.ts';
import { type BenchEntry, ratio } from './entry.ts';

const model = 'deepseek-flash';
/** Off-peak, so that the figures do not depend on when they are made. */
const asked = Date.parse('2026-11-22T12:00:00Z');
const systemText = 'You help in a code editor. Answer briefly, and say what you do not know.';

/** A chat message as another client would send it. */
interface Message {
  readonly role: string;
  readonly content: string;
}

/** Makes the messages of a request from the turns that lead to it, the one that asks last. */
type Client = (path: readonly Turn[], index: number) => readonly Message[];

/** A client and what its requests took. */
interface Way {
  readonly name: string;
  readonly usages: readonly Usage[];
}

const others: readonly { readonly name: string; readonly client: Client }[] = [
  {
    name: 'the time in its system prompt',
    client: (path, index) => [
      system(`${systemText} It is ${new Date(asked + index * 60_000).toISOString()}.`),
      ...rounds(path, (turn) => toUserText(turn.user)),
    ],
  },
  {
    name: 'all attached pieces at the front',
    client: (path) => {
      const context = path.flatMap(({ user }) => user.context);
      return [
        system([systemText, toUserText({ text: '', context })].join('\n\n')),
        ...rounds(path, (turn) => turn.user.text),
      ];
    },
  },
  {
    name: 'the last ten turns only',
    client: (path) => [
      system(systemText),
      ...rounds(path.slice(-10), (turn) => toUserText(turn.user)),
    ],
  },
];

/** Prompt tokens of each way, as the strict server of the tests counts and caches them. */
export const cacheEntry: BenchEntry = {
  name: 'cache',
  title: 'The cache in a chat of thirty turns',
  minutes: 0.2,
  async run() {
    let lines: readonly string[] = [];
    await withChat('today', async ({ controller, settings, server }) => {
      settings.systemPrompt = systemText;
      const session = controller.create();
      const played = await playCacheChat(session, server);
      const ways: Way[] = [{ name: 'ours', usages: played.map(({ turn }) => usageOf(turn)) }];
      for (const { name, client } of others) {
        ways.push({ name, usages: await replay(played, session.conversation, client) });
      }
      lines = toLines(ways);
    });
    return lines;
  },
};

function system(content: string): Message {
  return { role: 'system', content };
}

function rounds(path: readonly Turn[], question: (turn: Turn) => string): readonly Message[] {
  return path.flatMap((turn, index) => [
    { role: 'user', content: question(turn) },
    ...(index === path.length - 1 ? [] : [{ role: 'assistant', content: textOf(turn, 'content') }]),
  ]);
}

/** Asks the same questions as another client, of a server with an empty cache that answers the same. */
async function replay(
  played: readonly CachedTurn[],
  conversation: Conversation,
  client: Client,
): Promise<readonly Usage[]> {
  const server = await startDeepSeekServer({ generation: 'today', apiKey: 'sk-test-key' });
  const usages: Usage[] = [];
  try {
    for (const [index, { turn }] of played.entries()) {
      server.answerWith(() => ({
        reasoning: textOf(turn, 'reasoning'),
        content: textOf(turn, 'content'),
      }));
      const messages = client(pathTo(conversation, turn.id), index);
      usages.push(await askRaw(server.url, messages));
    }
  } finally {
    await server.close();
  }
  return usages;
}

async function askRaw(url: string, messages: readonly Message[]): Promise<Usage> {
  const response = await fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-test-key', 'content-type': 'application/json' },
    body: JSON.stringify({ model, thinking: { type: 'enabled' }, stream: false, messages }),
  });
  const answer = (await response.json()) as { readonly usage?: JsonObject };
  if (answer.usage === undefined) throw new Error(`No usage: ${JSON.stringify(answer)}`);
  const count = (name: string) => Number(answer.usage?.[name]);
  return {
    prompt: count('prompt_tokens'),
    cached: count('prompt_cache_hit_tokens'),
    uncached: count('prompt_cache_miss_tokens'),
    completion: count('completion_tokens'),
  };
}

function usageOf({ usage }: Turn): Usage {
  if (usage === undefined) throw new Error('A turn has no usage.');
  return usage;
}

function toLines(ways: readonly Way[]): readonly string[] {
  const price = priceAt(model, 'USD', asked);
  if (price === undefined) throw new Error(`No price for ${model}.`);
  const all = ways.map(({ name, usages }) => ({ name, ...sumUp(usages, price) }));
  const [ours] = all;
  if (ours === undefined) throw new Error('Nothing was asked.');
  return [
    `The same ${cacheTurns} questions with the same answers, seven with attached pieces, three edited, one on a branch that was left; ${model} off-peak, prices of ${price.listDate ?? 'n/a'}; tokens as the strict server of the tests counts them (whole stored units, contract 14; a real server also finds pieces at fixed intervals inside long texts).`,
    '',
    '| client with | prompt tokens | in the cache | paid in full | cost of the prompts | beside ours | with the answers | beside ours |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...all.map((one) => {
      const share = `${one.cached} (${((100 * one.cached) / one.prompt).toFixed(1)} %)`;
      const figures = [one.prompt, share, one.uncached, dollars(one.promptCost)];
      const rest = [ratio(one.promptCost, ours.promptCost), dollars(one.cost)];
      const cells = [one.name, ...figures, ...rest, ratio(one.cost, ours.cost)];
      return `| ${cells.join(' | ')} |`;
    }),
  ];
}

function sumUp(usages: readonly Usage[], price: Price) {
  const sum = (value: (usage: Usage) => number) =>
    usages.reduce((total, usage) => total + value(usage), 0);
  return {
    prompt: sum(({ prompt }) => prompt),
    cached: sum(({ cached }) => cached),
    uncached: sum(({ uncached }) => uncached),
    promptCost: sum((usage) => costOf({ ...usage, completion: 0 }, price)),
    cost: sum((usage) => costOf(usage, price)),
  };
}

function dollars(cost: number): string {
  return `$${(cost / amountScale).toFixed(5)}`;
}

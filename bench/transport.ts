/** From the socket to the page: what a chunk costs to read, and what an answer costs to post. */

import OpenAI from 'openai';
import type { ChatSession } from '../src/chat/chatSession.ts';
import type { ConversationEvent } from '../src/conversation/events.ts';
import { emptyConversation, reduceAll } from '../src/conversation/reduce.ts';
import { BodyReader } from '../src/deepseek/bodyReader.ts';
import type { ChatCall } from '../src/deepseek/types.ts';
import { Emitter } from '../src/platform/emitter.ts';
import { protocolVersion } from '../src/protocol/messages.ts';
import { systemClock } from '../src/system.ts';
import { ViewChannel } from '../src/views/viewChannel.ts';
import { ChatTexts } from '../test/generated/chatTexts.ts';
import { Dice } from '../test/generated/dice.ts';
import { ratio, scaled, spread, median, type BenchEntry } from './entry.ts';

const deltaLength = 4;
const quiet = { info() {}, warn() {}, error() {} };

/** One way to read a stream; resolves to how many characters of text it held. */
interface ReadWay {
  readonly name: string;
  read(chunks: readonly Uint8Array[]): Promise<number>;
}

/** 32,000 tokens, a delta a token. */
export const transportEntry: BenchEntry = {
  name: 'transport',
  title: 'Reading a stream and posting it',
  minutes: 1.5,
  async run({ scale }) {
    const text = new ChatTexts(new Dice(5), 'english').answer(scaled(128_000, scale));
    return [
      ...(await reading(text, scaled(5, scale))),
      '',
      ...(await posting(text.slice(0, scaled(32_000, scale)))),
    ];
  },
};

async function reading(text: string, rounds: number): Promise<readonly string[]> {
  const encoder = new TextEncoder();
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < text.length; at += deltaLength) {
    chunks.push(encoder.encode(toEvent({ content: text.slice(at, at + deltaLength) }, null)));
  }
  chunks.push(encoder.encode(`${toEvent({ content: '' }, 'stop')}data: [DONE]\n\n`));
  const times = readWays.map((): number[] => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [index, way] of readWays.entries()) {
      const before = process.cpuUsage();
      const length = await way.read(chunks);
      const { user, system } = process.cpuUsage(before);
      if (length !== text.length) throw new Error(`${way.name} read ${String(length)} characters.`);
      // The first round warms up.
      if (round > 0) times[index]?.push((user + system) / chunks.length);
    }
  }
  const ours = median(times[0] ?? []);
  return [
    `CPU microseconds a chunk, median (least–most) of ${String(rounds)} rounds over ${chunks.length.toLocaleString('en')} chunks.`,
    '',
    '| way | µs a chunk | beside ours |',
    '| --- | ---: | ---: |',
    ...readWays.map(({ name }, index) => {
      const own = times[index] ?? [];
      return `| ${name} | ${spread(own)} | ${ratio(median(own), ours)} |`;
    }),
  ];
}

const readWays: readonly ReadWay[] = [
  {
    name: 'ours: packets cut anywhere, every way to end, limits',
    read(chunks) {
      let length = 0;
      const call = { profile: 'official', body: { model: 'deepseek-flash', stream: true } };
      const context = { host: 'localhost' };
      const reader = new BodyReader(call as unknown as ChatCall, context, (event) => {
        if (event.type === 'content') length += event.text.length;
      });
      for (const chunk of chunks) reader.push(chunk);
      reader.end();
      return Promise.resolve(length);
    },
  },
  {
    name: 'the least: split at blank lines and parse',
    read(chunks) {
      const decoder = new TextDecoder();
      let [length, rest] = [0, ''];
      for (const chunk of chunks) {
        const events = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
        rest = events.pop() ?? '';
        for (const event of events) {
          if (!event.startsWith('data: {')) continue;
          const { choices } = JSON.parse(event.slice(6)) as {
            choices: { delta: { content?: string } }[];
          };
          length += choices[0]?.delta.content?.length ?? 0;
        }
      }
      return Promise.resolve(length);
    },
  },
  {
    name: 'the iterator of the SDK',
    async read(chunks) {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          for (const chunk of chunks) controller.enqueue(chunk);
          controller.close();
        },
      });
      const headers = { 'content-type': 'text/event-stream' };
      const client = new OpenAI({
        apiKey: 'none',
        baseURL: 'http://127.0.0.1',
        fetch: () => Promise.resolve(new Response(body, { headers })),
      });
      let length = 0;
      const stream = await client.chat.completions.create({
        model: 'deepseek-flash',
        messages: [],
        stream: true,
      });
      for await (const { choices } of stream) length += choices[0]?.delta.content?.length ?? 0;
      return length;
    },
  },
];

function toEvent(delta: object, finish: string | null): string {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish }];
  return `data: ${JSON.stringify({ id: 'b', object: 'chat.completion.chunk', created: 1, model: 'deepseek-flash', choices })}\n\n`;
}

/** A real channel with a page that only counts, at 1,000 deltas a second. */
async function posting(text: string): Promise<readonly string[]> {
  const posted: number[] = [];
  const onEvents = new Emitter<readonly ConversationEvent[]>();
  let conversation = reduceAll(emptyConversation, [
    { type: 'conversationCreated', id: 'c', at: 0, systemPrompt: '' },
    { type: 'turnStarted', turnId: 't', parentId: null, at: 0, user: { text: 'q', context: [] } },
  ]);
  const session = {
    onEvents,
    onActivity: new Emitter<void>(),
    onReplaced: new Emitter<void>(),
    queue: { onHeld: new Emitter<void>() },
    get conversation() {
      return conversation;
    },
  } as unknown as ChatSession;
  const page = {
    post: (fact: unknown) => void posted.push(JSON.stringify(fact).length),
    reload() {},
  };
  const channel = new ViewChannel(page, session, {
    build: 'b',
    clock: systemClock,
    logger: quiet,
    panel: () => ({ key: 'present' }) as never,
    draft: () => ({ text: '', context: [] }),
    handle() {},
  });
  channel.receive({ type: 'ready', protocol: protocolVersion, build: 'b' });
  posted.length = 0;
  const started = performance.now();
  for (let at = 0; at < text.length;) {
    const due = Math.min(text.length, Math.floor(performance.now() - started + 1) * deltaLength);
    for (; at < due; at += deltaLength) {
      const piece = { turnId: 't', partId: 'p', kind: 'content' as const, at: 1 };
      const event = { type: 'partAppended' as const, ...piece, offset: at };
      const events = [{ ...event, text: text.slice(at, at + deltaLength) }];
      conversation = reduceAll(conversation, events);
      onEvents.fire(events);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const seconds = (performance.now() - started) / 1000;
  channel.dispose();
  const bytes = posted.reduce((sum, one) => sum + one, 0);
  const deltas = Math.ceil(text.length / deltaLength);
  // What a panel posts that sends the answer so far with each delta.
  const whole = (deltas * text.length) / 2;
  return [
    `An answer of ${text.length.toLocaleString('en')} characters at 1,000 deltas a second, ${deltas.toLocaleString('en')} of them.`,
    '',
    '| way | posts | posts a second | bytes | beside the answer’s own |',
    '| --- | ---: | ---: | ---: | ---: |',
    `| ours, a visible page | ${String(posted.length)} | ${(posted.length / seconds).toFixed(1)} | ${bytes.toLocaleString('en')} | ${ratio(bytes, text.length)} |`,
    `| the answer so far with each delta | ${String(deltas)} | ${(deltas / seconds).toFixed(0)} | ${whole.toLocaleString('en')} | ${ratio(whole, text.length)} |`,
  ];
}

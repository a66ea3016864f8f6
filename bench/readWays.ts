/** Ways to read the stream of an answer, from bytes to text. */

import OpenAI from 'openai';
import { TurnText } from '../src/chat/turn/partWriter.ts';
import type { ChatPorts } from '../src/chat/ports.ts';
import { BodyReader } from '../src/deepseek/stream/bodyReader.ts';
import type { ChatCall } from '../src/deepseek/types.ts';
import type { Clock } from '../src/platform/ports.ts';
import { systemClock, systemIds } from '../src/system.ts';
import { openCountedPage, turnId } from './countedPage.ts';

/** One way to read a stream; resolves to how many characters of text it held. */
export interface ReadWay {
  readonly name: string;
  read(chunks: readonly Uint8Array[]): Promise<number>;
}

const call = { profile: 'official', body: { model: 'deepseek-flash', stream: true } };

/** Reads as the client does. */
function createReader(take: (text: string) => void): BodyReader {
  return new BodyReader(call as unknown as ChatCall, { host: 'localhost' }, (event) => {
    if (event.type === 'content') take(event.text);
  });
}

export const ownReading: ReadWay = {
  name: 'ours: packets cut anywhere, every way to end, limits',
  read(chunks) {
    let length = 0;
    const reader = createReader((text) => (length += text.length));
    for (const chunk of chunks) reader.push(chunk);
    reader.end();
    return Promise.resolve(length);
  },
};

/** At 1,000 chunks a second. */
const chunksPerPost = 17;

/** From bytes to what is posted: read, made events, folded, gathered, posted once every so many chunks. */
export const ownWhole: ReadWay = {
  name: 'ours, on to the post to the page',
  read(chunks) {
    let due: (() => void) | undefined;
    const clock: Clock = { ...systemClock, after: (_, callback) => ((due = callback), () => {}) };
    const page = openCountedPage(clock);
    const ports = { clock: systemClock, ids: systemIds } as unknown as ChatPorts;
    const text = new TurnText(turnId, ports, page.take);
    const reader = createReader((piece) => text.append({ type: 'content', text: piece }));
    for (const [index, chunk] of chunks.entries()) {
      reader.push(chunk);
      if (index % chunksPerPost > 0) continue;
      const callback = due;
      due = undefined;
      callback?.();
    }
    reader.end();
    due?.();
    page.close();
    return Promise.resolve(page.textLength());
  },
};

export const leastReading: ReadWay = {
  name: 'the least: split at blank lines and parse',
  read(chunks) {
    const decoder = new TextDecoder();
    let length = 0;
    let rest = '';
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
};

export const sdkReading: ReadWay = {
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
};

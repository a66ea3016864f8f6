/** How compatible servers write reasoning and content: formats × texts × envelopes. */

/** One stream, and what the user should see of it. */
export interface Fixture {
  readonly name: string;
  readonly model: string;
  readonly body: string;
  readonly reasoning: string;
  readonly content: string;
}

type Delta = Readonly<Record<string, unknown>>;

interface Words {
  readonly thoughts: string;
  readonly answer: string;
}

const texts: Readonly<Record<string, Words>> = {
  plain: { thoughts: 'Let me see.', answer: 'It is 42.' },
  'of many bytes': { thoughts: '思考 🐋', answer: 'Ünï 👩‍👧 答え' },
  'with angles': { thoughts: 'a < b </ c', answer: '1 <2> </thi <think' },
  'in a fence': { thoughts: 'Code:\n`x`', answer: '```ts\nlet a;\n```' },
  'of one character': { thoughts: 'a', answer: 'b' },
};

const parts = (text: string, count: number): string[] => {
  const characters = [...text];
  const size = Math.ceil(characters.length / count) || 1;
  return Array.from({ length: Math.ceil(characters.length / size) }, (_, at) =>
    characters.slice(at * size, (at + 1) * size).join(''),
  );
};
const contents = (...pieces: readonly string[]): Delta[] => pieces.map((content) => ({ content }));
const under = (field: string, { thoughts, answer }: Words, more: Delta = {}): Delta[] => [
  ...parts(thoughts, 2).map((text) => ({ [field]: text, ...more })),
  ...contents(...parts(answer, 2)),
];
const details = (text: string): Delta => ({
  reasoning_details: [{ type: 'reasoning.text', text, format: 'unknown', index: 0 }],
});

/** The deltas of each format; a model of the R1 family if the opening tag is omitted. */
const shapes: Readonly<Record<string, (words: Words) => readonly Delta[]>> = {
  'tags in one chunk': ({ thoughts, answer }) => contents(`<think>${thoughts}</think>${answer}`),
  'tags in three pieces each': ({ thoughts, answer }) =>
    contents('<th', 'ink', `>${thoughts}</`, 'think', `>${answer}`),
  'tags in single characters': ({ thoughts, answer }) =>
    contents(...'<think>', thoughts, ...'</think>', answer),
  'tags in capitals': ({ thoughts, answer }) => contents(`<THINK>${thoughts}</Think>`, answer),
  'tags of the longer name': ({ thoughts, answer }) =>
    contents('<thin', `king>${thoughts}</thi`, `nking>${answer}`),
  'tags with white space': ({ thoughts, answer }) =>
    contents('\n', ' <think>\n\n', thoughts, '\n</think>', '\n\n', answer),
  'the opening tag twice': ({ thoughts, answer }) =>
    contents('<think>\n<thi', `nk>\n${thoughts}\n</think>\n\n${answer}`),
  'the closing tag twice': ({ thoughts, answer }) =>
    contents(`<think>${thoughts}</think>\n</th`, `ink>\n${answer}`),
  'the opening tag lost': ({ thoughts, answer }) =>
    contents(thoughts, '\n</thi', `nk>\n\n${answer}`),
  'an empty opening and the tag lost': ({ thoughts, answer }) =>
    contents('', thoughts, `</think>${answer}`),
  reasoning_content: (words) => under('reasoning_content', words),
  reasoning: (words) => under('reasoning', words),
  'reasoning beside null content': (words) => under('reasoning', words, { content: null }),
  'reasoning beside empty content': (words) =>
    under('reasoning', words, { content: '', role: 'assistant', tool_calls: [] }),
  reasoning_details: ({ thoughts, answer }) => [
    ...parts(thoughts, 2).map(details),
    ...contents(answer),
  ],
  'reasoning and reasoning_details': ({ thoughts, answer }) => [
    { ...details(thoughts), reasoning: thoughts, content: '' },
    ...contents(answer),
  ],
  'summaries and something encrypted': ({ thoughts, answer }) => [
    { reasoning_details: [{ type: 'reasoning.encrypted', data: 'AAAA' }] },
    { reasoning_details: [{ type: 'reasoning.summary', summary: thoughts }] },
    ...contents(answer),
  ],
  'an empty reasoning first': (words) => [
    { role: 'assistant', content: null, reasoning_content: '' },
    ...under('reasoning_content', words),
  ],
  'content as a list of parts': ({ thoughts, answer }) => [
    { reasoning: thoughts },
    ...parts(answer, 2).map((text) => ({ content: [{ type: 'text', text }] })),
    { content: [] },
  ],
  'odd deltas between': ({ thoughts, answer }) => [
    {},
    { reasoning: thoughts, reasoning_content: null, refusal: null, audio: 5 },
    { content: 5, reasoning: { text: 'x' } },
    ...contents(answer),
    { content: false, function_call: null },
  ],
  'one name after the other': ({ thoughts, answer }) => [
    ...parts(thoughts, 2).flatMap((text) => [{ reasoning: text }, { reasoning_content: text }]),
    ...contents(answer),
  ],
  'a field and the same between tags': ({ thoughts, answer }) => [
    { reasoning_content: thoughts, content: `<think>\n${thoughts}\n` },
    ...contents('</thi', `nk>\n\n${answer}`),
  ],
  'tags first and the same in a field': ({ thoughts, answer }) => [
    { content: '<think>' },
    ...parts(thoughts, 2).map((text) => ({ reasoning_content: text, content: text })),
    ...contents('</think>', answer),
  ],
  'a field and empty tags': ({ thoughts, answer }) => [
    { reasoning_content: thoughts },
    ...contents('<think', '>\n', '\n</think>', `\n\n${answer}`),
  ],
  'a field and a closing tag alone': ({ thoughts, answer }) => [
    { reasoning_content: thoughts },
    ...contents('</thi', `nk>${answer}`),
  ],
  'both names at once': ({ thoughts, answer }) => [
    { reasoning_content: thoughts, reasoning: thoughts },
    ...contents(answer),
  ],
};

const chunkOf = (delta: Delta, finish: string | null, index?: unknown): string =>
  JSON.stringify({ choices: [{ index, delta, finish_reason: finish }] });

const joinEvents = (events: readonly string[], newline = '\n'): string =>
  events.map((event) => `data: ${event}${newline}${newline}`).join('');

/** What the deltas are wrapped in. */
const envelopes: Readonly<Record<string, (deltas: readonly Delta[]) => string>> = {
  'as usual': (deltas) =>
    joinEvents([
      ...deltas.map((delta) => chunkOf(delta, null, 0)),
      chunkOf({}, 'stop', 0),
      '[DONE]',
    ]),
  'with comments and without [DONE]': (deltas) =>
    ': OPENROUTER PROCESSING\r\n\r\n' +
    joinEvents([...deltas.map((delta) => chunkOf(delta, null)), chunkOf({}, 'stop')], '\r\n'),
  'finished in every chunk, with an index that is text': (deltas) =>
    joinEvents([...deltas.map((delta) => chunkOf(delta, 'stop', '0')), '[DONE]']),
  'with line breaks for blank lines and words for null': (deltas) =>
    [...deltas.map((delta) => chunkOf(delta, 'null')), chunkOf({}, 'stop'), '[DONE]']
      .map((event) => `data: ${event}\n`)
      .join(''),
  'without a finish reason': (deltas) =>
    joinEvents([...deltas.map((delta) => JSON.stringify({ choices: [{ delta }] })), '[DONE]']),
};

/** Every format with every text in every envelope. */
export const compatibleFixtures: readonly Fixture[] = Object.entries(shapes).flatMap(
  ([shape, toDeltas]) =>
    Object.entries(texts).flatMap(([text, words]) =>
      Object.entries(envelopes).map(([envelope, wrap]) => ({
        name: `${shape}, ${text}, ${envelope}`,
        model: shape.includes('lost') ? 'deepseek-r1' : 'some-model',
        body: wrap(toDeltas(words)),
        reasoning: words.thoughts,
        content: words.answer,
      })),
    ),
);

const said = (
  name: string,
  content: string,
  [reasoning, answer]: readonly [string, string],
): Fixture => ({
  name,
  model: 'some-model',
  body: joinEvents([
    ...parts(content, 3).map((piece) => chunkOf({ content: piece }, null)),
    chunkOf({}, 'stop'),
  ]),
  reasoning,
  content: answer,
});

/** Misplaced tags. */
export const oddTags: readonly Fixture[] = [
  said('never closed', '<think>on and on', ['on and on', '']),
  said('never closed, with half a tag', '<think>on </thi', ['on </thi', '']),
  said('one inside the other', '<think>a<think>b</think>c', ['a<think>b', 'c']),
  said('after text', 'Well: <think>a</think>b', ['', 'Well: <think>a</think>b']),
  said('a closing one alone', '</think>b', ['', 'b']),
  said('a closing one late', 'a</think>b', ['', 'a</think>b']),
  said('empty', '<think></think>b', ['', 'b']),
  said('only begun', '<thin', ['', '<thin']),
  said('another word', '<thinker>a</thinker>b', ['', '<thinker>a</thinker>b']),
  said('closed by another tag', '<think>a</thinking>b</think>c', ['a</thinking>b', 'c']),
  said('nothing but them', '<think>\n</think>\n', ['', '']),
];

/** A leaked tool call, possibly after some text. */
export interface Leak {
  readonly name: string;
  readonly markup: string;
}

/** The formats in which tool calls are known to leak. */
export const leaks: readonly Leak[] = [
  {
    name: 'DSML',
    markup:
      '<｜DSML｜function_calls>\n<｜DSML｜invoke name="read">\n<｜DSML｜parameter name="path" string="true">a.ts</｜DSML｜parameter>\n</｜DSML｜invoke>\n</｜DSML｜function_calls>',
  },
  { name: 'DSML with plain bars', markup: '<|DSML|invoke name="read"></|DSML|invoke>' },
  { name: 'DSML that breaks off', markup: '<｜DSML｜function_calls>\n<｜DSML｜invoke name="re' },
  {
    name: 'tool calls of V3',
    markup:
      '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>read\n```json\n{"path":"a"}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>',
  },
  {
    name: 'tool calls of V3.1',
    markup:
      '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>read<｜tool▁sep｜>{"path":"a"}<｜tool▁call▁end｜><｜tool▁calls▁end｜>',
  },
  { name: 'underscores and plain bars', markup: '<|tool_calls_begin|><|tool_call_begin|>read{}' },
  { name: 'one call without its list', markup: '<｜tool▁call▁begin｜>read<｜tool▁sep｜>{}' },
  { name: 'Hermes', markup: '<tool_call>\n{"name":"read","arguments":{}}\n</tool_call>' },
  {
    name: 'function_calls',
    markup: '<function_calls>\n<invoke name="read">\n</invoke>\n</function_calls>',
  },
  { name: 'Mistral', markup: '[TOOL_CALLS][{"name":"read","arguments":{}}]' },
  { name: 'Llama', markup: '<|python_tag|>read.call(path="a")' },
];

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { splitLeakedToolCalls } from '../../../../src/conversation/answer/leakedToolCalls.ts';
import { leaks } from '../../deepseek/compatibleShapes.ts';

const begin = '<｜tool▁calls▁begin｜>';
const marks = [
  begin,
  '<｜tool▁calls▁end｜>',
  '<｜tool▁call▁begin｜>',
  '<｜tool▁sep｜>',
  '<|tool_calls_begin|>',
  '<｜DSML｜function_calls>',
  '</｜DSML｜invoke>',
  '<｜DSML｜invoke name="…">',
  '<tool_call>',
  '<function_calls>',
  '<invoke name="x">',
  '[TOOL_CALLS]',
  '<|python_tag|>',
  `${begin}<｜tool▁call▁begin｜>`,
];

/** Markup mentioned in prose, in every Markdown construct. */
const places: Readonly<Record<string, (mark: string) => string>> = {
  prose: (mark) => `The mark ${mark} begins a list of calls, as in the template.`,
  'the end of a text': (mark) => `Every list of calls begins with ${mark}`,
  'a line of its own': (mark) => `It begins with\n\n${mark}\n\nand goes on.`,
  'bold words': (mark) => `**${mark}** begins it.`,
  'quotation marks': (mark) => `“${mark}” begins it.`,
  'a heading': (mark) => `## ${mark}\n\nWords.`,
  'a list': (mark) => `- ${mark}\n- other`,
  'a table': (mark) => `| Mark | Use |\n|---|---|\n| ${mark} | begins |`,
  'a span of code': (mark) => `\`${mark}\` and \`\`${mark}{"a":1}\`\` begin it.`,
  'a quotation': (mark) => `> ${mark}\n> begins it.`,
};

describe('mentions of tool call markup', () => {
  for (const [place, textOf] of Object.entries(places)) {
    // Fault G10
    it(`are not a tool call in ${place}`, () => {
      for (const mark of marks) {
        const text = textOf(mark);
        assert.deepEqual(splitLeakedToolCalls(text), { text, markup: '' });
      }
    });
  }

  it('are not a tool call if the call is in code, a quote or a table', () => {
    for (const { markup } of leaks) {
      const lines = markup.split('\n');
      const oneLine = markup.replaceAll('\n', ' ').replaceAll('|', '\\|').replaceAll('`', '');
      for (const text of [
        `\`\`\`\`\n${markup}\n\`\`\`\`\nWords.`,
        `1. One\n   ~~~text\n   ${lines.join('\n   ')}\n   ~~~\n`,
        `Words.\n\n    ${lines.join('\n    ')}\n\nWords.`,
        lines.map((line) => `> ${line}`).join('\n'),
        `\`\`${lines[0]!}\`\``,
        `| a |\n|---|\n| ${oneLine} |`,
      ]) {
        assert.deepEqual(splitLeakedToolCalls(text), { text, markup: '' }, text);
      }
    }
  });

  it('do not affect a call that follows them', () => {
    for (const { markup } of leaks) {
      const text = `A call begins with \`${begin}\`, that is with ${begin}.\n\n\`\`\`\n<tool_call>\n\`\`\``;
      assert.deepEqual(splitLeakedToolCalls(`${text}\n\n${markup}`), { text, markup });
    }
  });

  it('are kept after a complete call', () => {
    const ended = leaks.filter(({ markup }) =>
      /<\/\w+>$|end｜>$|<\/｜DSML｜function_calls>$/.test(markup),
    );
    assert.ok(ended.length >= 4);
    for (const { markup } of ended) {
      const words = `That was a call: ${begin} begins it, and \`${begin}\` does.`;
      assert.deepEqual(splitLeakedToolCalls(`First.\n\n${markup}\n\n${words}`), {
        text: `First.\n\n${words}`,
        markup,
      });
    }
  });
});

describe('a tool call in streaming text', () => {
  const texts = leaks.map(({ markup }) => `Let me look.\n\n${markup}`);

  it('is never shown, and shown text is never removed', () => {
    for (const text of texts) {
      for (let end = 0; end <= text.length; end += 1) {
        const { text: shown } = splitLeakedToolCalls(text.slice(0, end), true);
        // A single "<" may be the start of anything.
        assert.ok('Let me look.\n\n<['.startsWith(shown.replace(/<?\[?$/, '')), shown);
      }
    }
  });

  it('is found in the final text, wherever it was cut before', () => {
    const spoken = Object.values(places).flatMap((textOf) => marks.map(textOf));
    for (const text of [...texts, ...spoken]) {
      const whole = splitLeakedToolCalls(text);
      for (let end = 0; end <= text.length; end += 1) {
        const { text: early } = splitLeakedToolCalls(text.slice(0, end), true);
        if (whole.markup === '') assert.ok(text.startsWith(early), `${early} of ${text}`);
      }
      const { text: last, markup } = splitLeakedToolCalls(text, true);
      assert.equal(markup, whole.markup);
      // Text withheld at the end is shown once the text is complete.
      assert.ok(whole.text.startsWith(last), text);
    }
  });

  it('is shown again as soon as prose follows its mark', () => {
    for (const mark of marks) {
      const text = `It begins with ${mark} – that is it`;
      assert.equal(splitLeakedToolCalls(text, true).text, text);
    }
  });

  it('does not withhold text that cannot become one', () => {
    for (const text of [
      'a <| b',
      'f <| g <| x',
      'x <|> y',
      '`a <|',
      '```\nlet f = g <|',
      '[T] a',
      'a <tool',
      'a <i',
    ]) {
      const { text: shown } = splitLeakedToolCalls(text, true);
      if (/<(?:tool|i)$/.test(text)) assert.equal(shown, 'a ');
      else assert.equal(shown, text);
    }
    assert.equal(splitLeakedToolCalls('a <tooth', true).text, 'a <tooth');
  });

  it('is searched for in linear time', () => {
    const call =
      '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>f<｜tool▁sep｜>{"a":"`"}<｜tool▁call▁end｜>';
    for (const piece of [
      call,
      begin,
      '<',
      '<|',
      '` ``',
      `\`${begin}\` `,
      '> ',
      '<tool_call>{"a":1}</tool_call> `',
    ]) {
      const text = piece.repeat(200_000 / piece.length);
      splitLeakedToolCalls(text);
      splitLeakedToolCalls(text, true);
    }
  });
});

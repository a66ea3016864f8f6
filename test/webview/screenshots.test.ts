import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { content, makeOpenTurn, makeTurn, showcase, snapshot, reasoning } from './fixtures.ts';
import { Harness, themes } from './harness.ts';
import type { Fact } from '../../src/protocol/messages.ts';

const markdownSample = [
  '# Heading\n\nA paragraph with `inline code`, *emphasis*, a [link](https://example.com/a) and www.example.org.',
  '- one\n- two\n  - nested\n\n1. first\n2. second\n\n- [x] done\n- [ ] open',
  '> A quotation\n> of two lines.',
  '![a cat](https://evil.example/cat.png)',
  '```\nplain code\n```',
  '---\n\nThe end.',
].join('\n\n');

const scenes: Record<string, () => Fact> = {
  showcase: () => snapshot(showcase, {}, { draft: 'Show me the same fix there' }),
  empty: () => snapshot([], { key: 'missing' }),
  markdown: () => snapshot([makeTurn('m', { parts: [content(markdownSample)] })]),
  thinking: () =>
    snapshot(
      [
        makeTurn('a', { status: 'interrupted', finishReason: undefined! }),
        makeOpenTurn('b', {
          parts: [reasoning('Let me see what the loop does.', Date.now() - 12_000)],
        }),
      ],
      { activity: { kind: 'streaming' } },
    ),
  queued: () =>
    snapshot([makeTurn('a'), makeOpenTurn('b')], {
      activity: { kind: 'queued', elapsedMs: 35_000 },
      notices: [{ id: 'n', text: 'Prices are lower until 08:30.' }],
    }),
  retrying: () =>
    snapshot([makeTurn('a'), makeOpenTurn('b')], {
      activity: { kind: 'retrying', inMs: 7000, attempt: 1, reason: 'overloaded' },
    }),
};

describe('how the panel looks', () => {
  let harness: Harness;
  before(async () => (harness = await Harness.start()));
  after(() => harness.stop());

  for (const theme of themes) {
    for (const width of [300, 480]) {
      it(`never scrolls sideways in ${theme} at ${width} px`, async () => {
        for (const [name, scene] of Object.entries(scenes)) {
          const panel = await harness.open({ theme, width, height: 780 });
          await panel.post(scene());
          await panel.page.evaluate(() => document.fonts.ready);
          await panel.screenshot(`${name}-${theme}-${width}`);
          const widths = await panel.page.evaluate(() =>
            [document.documentElement, document.querySelector('.ds-transcript')!].map((element) => [
              element.scrollWidth,
              element.clientWidth,
            ]),
          );
          for (const [scroll, client] of widths) assert.equal(scroll, client, name);
          await panel.close();
        }
      });
    }
  }
});

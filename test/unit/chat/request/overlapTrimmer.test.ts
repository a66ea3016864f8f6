/** Where an answer goes on: nothing lost, nothing doubled. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  overlapTail,
  repeatedLength,
  OverlapTrimmer,
} from '../../../../src/chat/request/overlapTrimmer.ts';
import { seamSample as sample } from '../seamSample.ts';

/** What is shown when a server goes on with these pieces. */
function join(before: string, pieces: readonly string[]): string {
  const trimmer = new OverlapTrimmer(before);
  return before + pieces.map((piece) => trimmer.push(piece)).join('') + trimmer.end();
}

const isWhole = (at: number) => sample.slice(0, at).isWellFormed();
const cuts = Array.from({ length: sample.length + 1 }, (_, at) => at).filter(isWhole);

describe('the seam of an answer', () => {
  it('is nowhere to be seen where the server goes on as it should', () => {
    for (const at of cuts) {
      const rest = sample.slice(at);
      for (const pieces of [[rest], [...rest], rest.split(/(?<=\s)/)]) {
        assert.equal(join(sample.slice(0, at), pieces), sample, `cut at ${at}`);
      }
    }
  });

  for (const repeated of [24, 40, 60, 120, 10_000]) {
    it(`is nowhere to be seen where the server repeats up to ${repeated} characters`, () => {
      for (const at of cuts) {
        const from = Math.max(0, at - repeated);
        if (!isWhole(from)) continue;
        const rest = sample.slice(from);
        for (const pieces of [[rest], [...rest]]) {
          assert.equal(join(sample.slice(0, at), pieces), sample, `cut at ${at}`);
        }
      }
    });
  }

  it('is found by the very characters that the server was asked to begin with', () => {
    for (const at of cuts) {
      const before = sample.slice(0, at);
      assert.equal(
        join(before, [...(overlapTail(before) + sample.slice(at))]),
        sample,
        `cut at ${at}`,
      );
    }
  });

  it('does not open a code block for the second time', () => {
    const before = 'See:\n\n```ts\nlet a = 1;\nlet bee';
    assert.equal(join(before, ['```ts\n', ' = 2;\n```']), `${before} = 2;\n\`\`\``);
    assert.equal(join(before, ['``', '`\n', ' = 2;\n```']), `${before} = 2;\n\`\`\``);
    assert.equal(join(before, ['\n```\nDone.']), `${before}\n\`\`\`\nDone.`);
    assert.equal(join(`${before};\n`, ['```\nDone.']), `${before};\n\`\`\`\nDone.`);
    assert.equal(join(before, ['```ts\nlet a = 1;\nlet bee = 2;']), `${before} = 2;`);
  });

  it('keeps what only looks alike', () => {
    for (const [before, after] of [
      ['-'.repeat(40), '-'.repeat(30)],
      ['ha ha ha ', 'ha ha'],
      ['the', 'then and'],
      ['a sentence with an end.', 'd.'],
    ] as const) {
      const whole = before === 'the' ? 'then and' : before + after;
      assert.equal(join(before, [...after]), whole);
    }
  });

  it('forgets a repetition that broke off in the middle, and gives out everything else', () => {
    const before =
      'x'.repeat(10) + ' one two three four five six seven eight nine ten eleven twelve';
    const half = overlapTail(before).slice(0, 20);
    assert.equal(join(before, [half]), before);
    assert.equal(join(before, ['\n\n']), `${before}\n\n`);
    assert.equal(join('', ['a']), 'a');
    assert.equal(repeatedLength('', 'a'), 0);
  });
});

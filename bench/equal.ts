/** Checks in Chromium that random documents streamed in random pieces render like one full parse. */

import { launchChromium } from '../scripts/host/chromium.ts';
import type {} from '../test/webview/markdown/markdownEntry.ts';
import { scaled, type BenchEntry } from './entry.ts';
import { bundleForPage } from './peers.ts';

/** Documents of up to forty lines that open, close and continue each other's blocks, by seeds in a row. */
export const equalEntry: BenchEntry = {
  name: 'equal',
  title: 'Streamed documents beside one whole parse',
  minutes: 0.5,
  async run({ scale }) {
    const documents = scaled(1_000, scale, 10);
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.addScriptTag({
        content: await bundleForPage('../test/webview/markdown/markdownEntry.ts'),
      });
      const differences = await page.evaluate((count) => {
        const seeds = Array.from({ length: count }, (_, index) => index + 1);
        const found = seeds.map((seed) =>
          // Every second one has mostly rows of tables and lists, which grow by themselves.
          window.markdownTest.randomDifference(seed % 2 === 0 ? 'rows' : 'any', seed, 1),
        );
        return found.filter((one) => one !== undefined);
      }, documents);
      const equal = documents - differences.length;
      return {
        lines: [
          `${String(equal)} of ${String(documents)} documents, seeds 1 to ${String(documents)}, are after every piece what one whole parse of the text so far makes of it.`,
          ...differences.slice(0, 3).map((one) => `\n\`\`\`\n${one}\n\`\`\``),
        ],
        figures: { equal: (100 * equal) / documents },
      };
    } finally {
      await browser.close();
    }
  },
};

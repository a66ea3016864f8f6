/** Lets the highlighter count the groups of its regular expressions without compiling each of them for that. */

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Plugin } from 'esbuild';

const counting = "(new RegExp(re.toString() + '|')).exec('').length - 1";
const counter = resolve(import.meta.dirname, '../webview/markdown/countGroups.ts');

/** Changes one expression of highlight.js; the build fails where a new version does not have it. */
export const quickGrammars: Plugin = {
  name: 'quick-grammars',
  setup(build) {
    build.onLoad({ filter: /highlight\.js[\\/]lib[\\/]core\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      if (text.split(counting).length !== 2) {
        return { errors: [{ text: `${path} does not count groups as expected.` }] };
      }
      const ours = `require(${JSON.stringify(counter)}).countGroups(re.toString())`;
      return { contents: text.replace(counting, () => ours), loader: 'js' };
    });
  },
};

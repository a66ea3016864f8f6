/** Tables of the docs that name tests: read, and checked against the sources. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../host/paths.ts';

/** A test as a table names it. */
export interface NamedTest {
  readonly file: string;
  readonly title: string;
}

/** The cells of all tables whose rows match, trimmed; the first and last are those between the bars. */
export function cellsOf(markdown: string): readonly (readonly string[])[] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[\s|:-]+\|$/.test(line))
    .map((line) =>
      line
        .slice(1, line.lastIndexOf('|'))
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );
}

/** The tests of one cell: `file` title, several apart by a line break. */
export function testsOf(cell: string): readonly NamedTest[] {
  return cell
    .split('<br>')
    .filter((test) => test !== '')
    .map((test) => {
      const [, file = '', title = ''] = /^`([^`]+)` (.+)$/.exec(test) ?? [];
      return { file, title };
    });
}

/** Whether a file has a test with this title, as it stands in the source. */
export function hasTest({ file, title }: NamedTest): boolean {
  const source = readFileSync(join(root, file), 'utf8').replace(/\bit\(\s+/g, 'it(');
  return ["'", '"', '`'].some((quote) => source.includes(`it(${quote}${title}${quote}`));
}

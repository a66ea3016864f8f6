/** Which line closes a fenced block: within Markdown, the end of a fence with a language closes only that. */

interface Fence {
  readonly marks: string;
  readonly isMarkdown: boolean;
}

const fenceLine = /^ {0,3}(`{3,}|~{3,})[ \t]*(.*?)[ \t]*$/;
const markdown = /^(?:markdown|md|mdx|qmd|rmd)\b/i;

/** Follows the lines of one block, from the one below its first. */
export class FenceLines {
  #opened: readonly Fence[];

  constructor(marks: string, info: string) {
    this.#opened = [{ marks, isMarkdown: markdown.test(info.trim()) }];
  }

  /** The same place in the same block. */
  copy(): FenceLines {
    const copy = new FenceLines('', '');
    copy.#opened = this.#opened;
    return copy;
  }

  /** The fences that are open, from the outermost. */
  get marks(): readonly string[] {
    return this.#opened.map(({ marks }) => marks);
  }

  /** Takes the next line, and says whether it closes the block. */
  closes(line: string): boolean {
    const [, marks, info = ''] = fenceLine.exec(line) ?? [];
    const last = this.#opened.at(-1);
    if (marks === undefined || last === undefined) return false;
    if (info === '') {
      if (!marks.startsWith(last.marks)) return false;
      this.#opened = this.#opened.slice(0, -1);
      return this.#opened.length === 0;
    }
    // A shorter fence could not close the block anyway, and one with a backtick in its info is none.
    const isFence = marks.startsWith('~') || !info.includes('`');
    if (last.isMarkdown && isFence && marks.length >= last.marks.length) {
      this.#opened = this.#opened.concat({ marks, isMarkdown: markdown.test(info) });
    }
    return false;
  }
}

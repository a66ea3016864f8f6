/** Which line closes a fenced block: within Markdown, the end of a fence with a language closes only that. */

interface Fence {
  readonly marks: string;
  readonly isMarkdown: boolean;
  /** The fence around it. */
  readonly outer: Fence | undefined;
}

const fenceLine = /^ {0,3}(`{3,}|~{3,})(.*)$/;
const markdown = /^(?:markdown|md|mdx|qmd|rmd)\b/i;

/** Follows the lines of one block, from the one below its first. */
export class FenceLines {
  /** The innermost open fence. */
  #last: Fence | undefined;

  constructor(marks: string, info: string) {
    this.#last = { marks, isMarkdown: markdown.test(info.trim()), outer: undefined };
  }

  /** The same place in the same block. */
  copy(): FenceLines {
    const copy = new FenceLines('', '');
    copy.#last = this.#last;
    return copy;
  }

  /** The fences that are open, from the outermost. */
  get marks(): readonly string[] {
    const marks: string[] = [];
    for (let fence = this.#last; fence !== undefined; fence = fence.outer) marks.push(fence.marks);
    return marks.reverse();
  }

  /** Takes the next line, and says whether it closes the block. */
  closes(line: string): boolean {
    const [, marks, rest = ''] = fenceLine.exec(line) ?? [];
    const info = rest.trim();
    const last = this.#last;
    if (marks === undefined || last === undefined) return false;
    if (info === '') {
      if (!marks.startsWith(last.marks)) return false;
      this.#last = last.outer;
      return this.#last === undefined;
    }
    // A shorter fence could not close the block anyway, and one with a backtick in its info is none.
    const isFence = marks.startsWith('~') || !info.includes('`');
    if (last.isMarkdown && isFence && marks.length >= last.marks.length) {
      this.#last = { marks, isMarkdown: markdown.test(info), outer: last };
    }
    return false;
  }
}

/** Detects the line that closes a fenced block. In Markdown blocks, nested fences with an info string are tracked. */

interface Fence {
  readonly marks: string;
  readonly isMarkdown: boolean;
  /** The enclosing fence. */
  readonly outer: Fence | undefined;
}

const fenceLine = /^ {0,3}(`{3,}|~{3,})(.*)$/;
const markdown = /^(?:markdown|md|mdx|qmd|rmd)\b/i;

/** Tracks the lines of one block, starting below its opening fence. */
export class FenceLines {
  /** The innermost open fence. */
  #last: Fence | undefined;

  constructor(marks: string, info: string) {
    this.#last = { marks, isMarkdown: markdown.test(info.trim()), outer: undefined };
  }

  /** Copies the current state. */
  copy(): FenceLines {
    const copy = new FenceLines('', '');
    copy.#last = this.#last;
    return copy;
  }

  /** Markers of all open fences, outermost first. */
  get marks(): readonly string[] {
    const marks: string[] = [];
    for (let fence = this.#last; fence !== undefined; fence = fence.outer) marks.push(fence.marks);
    return marks.reverse();
  }

  /** Consumes the next line and returns whether it closes the block. */
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
    // A shorter fence could not close the block, and an info string with a backtick is not a fence.
    const isFence = marks.startsWith('~') || !info.includes('`');
    if (last.isMarkdown && isFence && marks.length >= last.marks.length) {
      this.#last = { marks, isMarkdown: markdown.test(info), outer: last };
    }
    return false;
  }
}

/** Answers that hold everything an answer can hold, for the scenes. */

const fence = '```';

/** Code in the languages that people ask about most, with every colour that code may have. */
export const manyLanguages = [
  [
    'ts:src/feed.ts',
    '// waits\nexport class Feed<T> extends Base {\n  readonly size = 0x1f;\n  static async *of(line: string): AsyncIterable<number> {\n    if (/^a+$/u.test(line)) yield* [1.5, null, true];\n    return `${line}!`;\n  }\n}',
  ],
  [
    'python',
    '@cache\ndef total(rows: list[int], *, scale=1.0) -> float:\n    """Adds up."""\n    return sum(r * scale for r in rows if r is not None)  # fast',
  ],
  [
    'go',
    'package main\n\nimport "fmt"\n\nfunc main() {\n\tvar n int = 3\n\tfmt.Printf("%d\\n", n)\n}',
  ],
  [
    'rust',
    "impl<'a> Reader<'a> {\n    pub fn next(&mut self) -> Option<u8> { self.0.first().copied() }\n}",
  ],
  ['html', '<!doctype html>\n<a class="x" href="#y">&amp; <!-- note --></a>'],
  ['css', '.a > b:hover::after {\n  color: var(--x);\n  margin: 2px calc(1em + 3%);\n}'],
  ['json', '{ "name": "x", "n": 1.5, "ok": true, "none": null }'],
  ['bash', '#!/bin/bash\nfor f in *.ts; do echo "$f" | sed \'s/a/b/\'; done'],
  ['sql', "SELECT name, COUNT(*) FROM rows WHERE at > '2026-01-01' GROUP BY name;"],
  ['yaml', 'on:\n  push: [main]\nsteps:\n  - run: "npm ci"'],
  ['diff', '@@ -1,2 +1,2 @@\n-const a = 1;\n+const a = 2;\n unchanged'],
  ['markdown', '# Title\n\n- *soft* and **hard**\n- [a](https://example.com) `code`\n\n> said'],
]
  .map(([name, code]) => `${fence}${name}\n${code}\n${fence}`)
  .join('\n\n');

/** Prose with all that Markdown has, in Latin letters, Chinese and Japanese. */
export const everyBlock = [
  '# First\n\n## Second\n\n### Third\n\n#### Fourth\n\nA paragraph with **strong**, *soft*, ~~gone~~ and `inline code`; a [link with `code`](https://example.com/a) and a note[^n].',
  `1. first\n   ${fence}sh\n   npm ci\n   ${fence}\n2. second\n   - nested\n     1. deeper\n\n- [x] done\n- [ ] open`,
  '> A quotation\n>\n> > in a quotation, with `code`\n>\n> - and a list',
  '| # | What | 値段 |\n|---|:-:|--:|\n| 1 | `code` | 1,200 |\n| 12 | **strong** and a [link](https://example.com/b) | 80 |',
  'Euler: \\(e^{i\\pi} + 1 = 0\\), and\n\n$$\\sum_{n=1}^{\\infty} \\frac{1}{n^2} = \\frac{\\pi^2}{6} \\qquad \\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}$$',
  '缓冲区只在空行时刷新，因此服务器直接关闭套接字时，最后一个事件会丢失。请再调用一次 `dispatch()`。日本語の文章もEnglishと同じ行間で読める。',
  '---\n\n<b>raw</b> ![picture](https://example.com/p.png) [nowhere](file:///etc/passwd)',
  '[^n]: The note, with `code` and a [link](https://example.com/c).',
].join('\n\n');

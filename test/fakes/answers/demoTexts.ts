/** The texts of the guided demo. */

const keywords = [
  '- **tour** – the welcome tour',
  '- **code** – the same function in three languages',
  '- **table** – a table, to see how wide ones scroll',
  '- **slow** – a request that waits in a queue first; try Stop meanwhile',
  '- **fail** – a server error, automatic retries and an error card with Retry',
].join('\n');

const tourReasoning = `Someone has just opened the chat for the first time, without a key.

I am not a model, so there is nothing to work out. But a thinking model would write its notes here, before the answer, and you can fold and unfold them with the header above this text.

What would a newcomer like to see? How an answer streams in, what Markdown looks like, and where to go next.
`;

const tourContent = `# Welcome

You are talking to a **demo server** that runs on your own machine. It is no model: every answer is a prepared text, nothing leaves your computer and nothing costs money. What you see is how the real thing *behaves*.

## What just happened

1. Your message went to the server as a normal chat request.
2. The grey notes above are **reasoning**: thinking models write them before they answer.
3. This text streams in as it would from the API. Press *Stop* at any moment; what has arrived is kept.

## What you can try

| Type this | And you will see |
| --- | --- |
| \`code\` | code blocks in three languages, with a copy button |
| \`table\` | a table |
| \`slow\` | a request waiting in a queue |
| \`fail\` | retries, an error card, and how to recover |

## When you are ready

- Get an API key from the DeepSeek platform.
- Run **DeepSeek: Set API Key** from the Command Palette; the key is kept in the editor's secret storage.
- Ask something real.

> Nothing here is sent to anyone until you have set a key.
`;

/** The welcome tour. */
export const tour = { reasoning: tourReasoning, content: tourContent };

/** Code blocks in three languages. */
export const codeText = `Here is one small function, three times. It is prepared text from the demo server, but the code is real and you can copy it.

### TypeScript

\`\`\`typescript
/** The words of a text, most frequent first. */
export function countWords(text: string): [string, number][] {
  const counts = new Map<string, number>();
  for (const word of text.toLowerCase().match(/\\p{L}+/gu) ?? []) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}
\`\`\`

### Python

\`\`\`python
import re
from collections import Counter


def count_words(text: str) -> list[tuple[str, int]]:
    """The words of a text, most frequent first."""
    return Counter(re.findall(r"[^\\W\\d_]+", text.lower())).most_common()
\`\`\`

### Go

\`\`\`go
package words

import (
	"strings"
	"unicode"
)

// Count returns how often each word of a text occurs.
func Count(text string) map[string]int {
	counts := make(map[string]int)
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r)
	})
	for _, word := range words {
		counts[word]++
	}
	return counts
}
\`\`\`

Next you could type \`table\`, \`slow\` or \`fail\`.
`;

/** A table. */
export const tableText = `A table from the demo server, with figures that are easily checked:

| Planet | Radius (km) | Day | Year | Moons |
| :--- | ---: | ---: | ---: | :---: |
| Mercury | 2,440 | 59 d | 88 d | 0 |
| Venus | 6,052 | 243 d | 225 d | 0 |
| Earth | 6,371 | 24 h | 365 d | 1 |
| Mars | 3,390 | 24.6 h | 687 d | 2 |

*Venus turns so slowly that its day is longer than its year.*

Next you could type \`code\`, \`slow\` or \`fail\`.
`;

/** Shown after the delay. */
export const queueText = `Thank you for waiting. On a busy day the API keeps a request in a **queue** and tells so by small signs of life; the panel showed that you were waiting, and *Stop* would have ended it at once.

This wait of eight seconds was played by the demo server. Next you could type \`fail\`, \`code\` or \`table\`.
`;

/** Shown after the failures. */
export const recoveryText = `**Recovered.** Here is what happened, all of it played by the demo server:

1. The first requests were refused with status 503, *overloaded*.
2. The extension tried again by itself, waiting a little longer each time.
3. It gave up and showed you the error with a Retry button.
4. You asked again, and this time the answer came. Your message was never lost.

Next you could type \`slow\`, \`code\` or \`table\`.
`;

/** Fallback. */
export const elseText = `I would like to answer that, but I am only the **demo server** on your machine: no model is behind me, and all my answers are prepared texts. These words I understand:

${keywords}

For real answers, run **DeepSeek: Set API Key** from the Command Palette and ask again.
`;

/** The texts of the chat in the screenshots. */

/** Asks about `total` in scripts/demo/workspace/shopping.py, which is attached. */
export const question =
  'The docstring says the discount is between 0 and 1. Is that what the code does?';

/** Reasoning, collapsed above the answer. */
export const reasoning = `The docstring promises a discount between 0 and 1, so a share of the sum. The code returns \`result - discount\`, which takes at most one unit of money off, whatever was bought.

The smallest fix multiplies by \`1 - discount\`. A guard for values outside the range makes a mistake visible. The callers pass no discount, so nothing else changes.
`;

/** The answer. */
export const answer = `No. \`result - discount\` subtracts the number itself, so a discount of 0.2 takes **0.20 off any bill**, not 20 %:

\`\`\`python
def total(prices, discount=0.0):
    """The sum of the prices, less a discount between 0 and 1."""
    if not 0 <= discount <= 1:
        raise ValueError(f"not between 0 and 1: {discount}")
    return sum(prices) * (1 - discount)
\`\`\`

|  Bill | Discount | Before | After |
| ----: | -------: | -----: | ----: |
| 10.75 |        0 |  10.75 | 10.75 |
| 10.75 |      0.2 |  10.55 |  8.60 |

\`receipt\` passes no discount and keeps working.
`;

/** Unsent text in the composer. */
export const typedNext = 'Write a test for both rows of the table';

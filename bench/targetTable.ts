/** The targets, in table order. */

import type { Target } from './targets.ts';

/** Required and aspired values. */
type Limits = readonly [must: number, aim?: number];

function atMost(
  bench: string,
  figure: string,
  [must, aim]: Limits,
  unit: Target['unit'],
  what: string,
): Target {
  return { what, bench, figure, better: 'less', must, unit, ...(aim === undefined ? {} : { aim }) };
}

function atLeast(...args: Parameters<typeof atMost>): Target {
  return { ...atMost(...args), better: 'more' };
}

const painting: readonly Target[] = [
  atMost(
    'stream',
    '8k: net beside plain text',
    [2, 1.5],
    '×',
    '8k tokens at 1,000/s: net CPU beside plain text',
  ),
  atMost(
    'stream',
    '32k: net beside plain text',
    [1.5, 1.1],
    '×',
    '32k tokens at 1,000/s: net CPU beside plain text',
  ),
  atLeast(
    'stream',
    '8k: react-markdown a frame, beside ours',
    [10, 13],
    '×',
    '8k: net CPU a frame, how much less than react-markdown updated on each delta',
  ),
  atLeast(
    'stream',
    '32k: react-markdown a frame, beside ours',
    [15, 19],
    '×',
    '32k: net CPU a frame, how much less than react-markdown updated on each delta',
  ),
  atLeast(
    'stream',
    '8k: streamdown a frame, beside ours',
    [3, 4],
    '×',
    '8k: net CPU a frame, how much less than streamdown updated on each delta',
  ),
  atLeast(
    'stream',
    '32k: streamdown a frame, beside ours',
    [2.5, 3.5],
    '×',
    '32k: net CPU a frame, how much less than streamdown updated on each delta',
  ),
  atMost(
    'stream',
    'growth',
    [2, 1.5],
    '×',
    'growth: CPU a frame in the last 400 deltas of 32k tokens, beside 2k',
  ),
  atLeast(
    'stream',
    '32k: frames drawn',
    [95, 99],
    ' %',
    'frames drawn, 32k at 1,000/s, of those of a page that draws nothing',
  ),
  atMost(
    'stream',
    'long tasks',
    [0, 0],
    '',
    'tasks over 50 ms beyond those of a page that draws nothing, all paced rows',
  ),
  atMost(
    'stream',
    '32k: flood beside lines',
    [2, 1.3],
    '×',
    '32k tokens in a flood: wall beside plain text, a line a block',
  ),
  atMost(
    'worst',
    'beside plain text',
    [2, 1.5],
    '×',
    'the worst of the answers that are one open block: CPU beside plain text',
  ),
];

const history: readonly Target[] = [
  atMost(
    'open',
    '5,000 beside 100',
    [1.3, 1],
    '×',
    'opening 5,000 messages: CPU beside opening 100',
  ),
  atLeast(
    'open',
    '1,000: Virtuoso beside ours',
    [3, 4],
    '×',
    'opening 1,000 messages: CPU, how much less than Virtuoso with react-markdown',
  ),
  atMost(
    'under',
    '5,000 beside 100',
    [1.3, 1.1],
    '×',
    'streaming under 5,000 messages: CPU beside under 100',
  ),
  atMost(
    'scroll',
    'jumps',
    [0, 0],
    '',
    'strokes of the wheel after which what was in sight had jumped',
  ),
];

/** A file of 50,000 turns, and files that are rejected. */
const imports: readonly Target[] = [
  atMost('import', 'cpu', [10_000], ' ms', 'importing 50,000 turns: CPU'),
  atMost('import', 'memory', [500], ' MB', 'importing 50,000 turns: memory'),
  atMost('import', 'refusal: cpu', [1_000], ' ms', 'refusing a file above a limit: CPU'),
  atMost('import', 'host blocked', [50], ' ms', 'importing: the host held up at most'),
];

/** Limits on what servers and files may do to the host. */
const hostile: readonly Target[] = [
  atMost(
    'hostile',
    'host blocked',
    [50],
    ' ms',
    'reading what is hostile: the host held up at most',
  ),
  atMost('hostile', 'stop', [1_000], ' ms', 'reading what is hostile: Stop → turn ended'),
];

const sizes: readonly Target[] = [
  atMost('sizes', 'dist/webview/panel.js', [190], ' KB', 'the panel’s first script'),
  atMost(
    'sizes',
    'main',
    [120, 60],
    ' KB',
    'the main bundle, which VS Code starts, without the SDK',
  ),
  atMost('sizes', 'first', [200], ' KB', 'what is loaded until the panel stands'),
  atMost('sizes', 'package', [700], ' KB', 'the package'),
  atMost(
    'activation',
    'require and activate',
    [5],
    ' ms',
    'importing and activating the extension: CPU',
  ),
];

/** Compared with a plain-text panel in the same VS Code, in the same run. */
const editor: readonly Target[] = [
  ...['100/s', '1000/s'].flatMap((pace): Target[] => [
    atMost(
      'vscode',
      `${pace}: window beside plain text`,
      [1.3],
      '×',
      `VS Code, ${pace}: CPU of the window’s main thread beside plain text`,
    ),
    atMost(
      'vscode',
      `${pace}: host beside plain text`,
      [1.5],
      '×',
      `VS Code, ${pace}: CPU of the extension host beside plain text`,
    ),
    atMost(
      'vscode',
      `${pace}: long tasks`,
      [0],
      '',
      `VS Code, ${pace}: tasks over 100 ms beyond those of plain text`,
    ),
    atMost(
      'vscode',
      `${pace}: last byte to painted`,
      [150],
      ' ms',
      `VS Code, ${pace}: last byte to last text painted`,
    ),
    atMost(
      'vscode',
      `${pace}: Enter to request`,
      [2],
      '×',
      `VS Code, ${pace}: Enter to request beside plain text`,
    ),
    atMost(
      'vscode',
      `${pace}: first byte to painted`,
      [2],
      '×',
      `VS Code, ${pace}: first byte to first text painted beside plain text`,
    ),
  ]),
  atMost(
    'vscode',
    'idle memory',
    [20],
    ' MB',
    'VS Code: memory of the idle extension host beyond that of plain text',
  ),
  atMost(
    'panel opens',
    'composer beside plain text',
    [2],
    '×',
    'VS Code: command → composer ready, beside plain text',
  ),
  atMost('vscode', 'activation', [30], ' ms', 'VS Code: activation as it shows it'),
  atMost(
    'typing',
    'keys beside plain text',
    [2],
    '×',
    'VS Code: 95 of 100 keys painted while 32k tokens stream into 5,000 messages, beside plain text',
  ),
];

/** All of them. */
export const targets: readonly Target[] = [
  ...painting,
  ...history,
  ...imports,
  ...hostile,
  ...sizes,
  ...editor,
];

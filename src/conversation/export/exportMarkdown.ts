/** Exports the active branch of a chat as Markdown. */

import { activeBranch, textOf } from '../activeBranch.ts';
import { toCarriedTurn } from '../context/exportedContext.ts';
import { chatTitle } from '../chatTitle.ts';
import { openFence } from '../answer/openFence.ts';
import { contextLabel } from '../context/contextLabel.ts';
import type { Conversation, ToolCallPart, Turn, TurnSummary } from '../model.ts';

/** What to include besides questions and answers. */
export interface MarkdownOptions {
  readonly reasoning: boolean;
  readonly tools: boolean;
  readonly usage: boolean;
}

/** Localized headings and labels. */
export interface MarkdownTexts {
  readonly untitled: string;
  readonly you: string;
  readonly deepSeek: string;
  readonly reasoning: string;
  readonly tool: string;
  readonly result: string;
  /** `{0}` is the input tokens, `{1}` the cached ones, `{2}` the output tokens. */
  readonly usage: string;
  readonly incomplete: string;
  /** `{0}` is the number of turns. */
  readonly summary: string;
}

/** The chat with its title and a heading for each message; attached context is fenced. */
export function toMarkdown(
  conversation: Conversation,
  options: MarkdownOptions,
  texts: MarkdownTexts,
): string {
  const turns = activeBranch(conversation).map(toCarriedTurn);
  const title = conversation.title ?? chatTitle(conversation) ?? texts.untitled;
  const blocks = [`# ${title.replace(/\s+/g, ' ').trim()}`];
  for (const turn of turns) {
    const blocksOfTurn = [`## ${texts.you}`, ...question(turn)];
    const model = turn.request?.parameters.model;
    const answer = answerOf(turn, options, texts);
    if (answer.length > 0) {
      const heading = `## ${texts.deepSeek}${model === undefined ? '' : ` (${model})`}`;
      blocksOfTurn.push([heading, ...answer].join('\n\n'));
    }
    if (turn.summary !== undefined) {
      for (const block of summaryOf(turn.summary, texts)) blocksOfTurn.push(block);
    }
    blocks.push(blocksOfTurn.join('\n\n'));
  }
  return `${blocks.join('\n\n').toWellFormed()}\n`;
}

/** A fenced block whose fence is longer than any fence in the text. */
export function toFence(text: string, info: string): string {
  let longestRun = 2;
  for (const [run] of text.matchAll(/`+/g)) longestRun = Math.max(longestRun, run.length);
  const fence = '`'.repeat(longestRun + 1);
  return `${fence}${info.replace(/[`\s]+/g, '')}\n${text}${text.endsWith('\n') ? '' : '\n'}${fence}`;
}

function question({ user }: Turn): string[] {
  return [
    ...user.context.map((item) => {
      const label = contextLabel(item).replace(/[`\r\n]/g, ' ');
      return `\`${label}\`\n\n${toFence(item.text, item.language ?? '')}`;
    }),
    ...(user.text === '' ? [] : [closed(user.text)]),
  ];
}

function answerOf(turn: Turn, options: MarkdownOptions, texts: MarkdownTexts): string[] {
  const blocks: string[] = [];
  for (const part of turn.parts) {
    if (part.kind === 'content') blocks.push(closed(part.text));
    else if (part.kind === 'reasoning' && options.reasoning) {
      blocks.push(`**${texts.reasoning}**`, quote(closed(part.text)));
    } else if (part.kind === 'toolCall' && options.tools) {
      for (const block of tool(part, texts)) blocks.push(block);
    }
  }
  if (turn.status !== 'complete') blocks.push(`*${texts.incomplete}*`);
  if (options.usage && turn.usage !== undefined) {
    const { prompt, cached, completion } = turn.usage;
    const values = [prompt, cached, completion];
    blocks.push(`*${texts.usage.replace(/\{(\d)\}/g, (_, n) => String(values[Number(n)]))}*`);
  }
  return blocks;
}

/** A note between turns, whether or not the summary is in use. */
function summaryOf({ text, turns }: TurnSummary, { summary }: MarkdownTexts): string[] {
  return [`**${summary.replace('{0}', String(turns))}**`, quote(closed(text))];
}

function tool(part: ToolCallPart, texts: MarkdownTexts): string[] {
  const name = part.name.replace(/[`\r\n]/g, ' ');
  return [
    `**${texts.tool}** \`${name}\``,
    toFence(part.arguments, 'json'),
    ...(part.result === undefined ? [] : [`**${texts.result}**`, toFence(part.result, '')]),
  ];
}

function quote(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');
}

/** Closes open fences so that a cut-off answer does not swallow what follows. */
function closed(text: string): string {
  const open = openFence(text);
  return open === undefined ? text.trimEnd() : `${text.trimEnd()}\n${open.closing}`;
}

/** One JSON line per complete turn: question with context, reasoning, answer. */
export function toDistilled(conversation: Conversation): string {
  return activeBranch(conversation)
    .filter((turn) => turn.status === 'complete' && textOf(turn, 'content') !== '')
    .map(toCarriedTurn)
    .map((turn) => {
      const line = {
        question: question(turn).join('\n\n').toWellFormed(),
        reasoning: textOf(turn, 'reasoning').toWellFormed(),
        answer: textOf(turn, 'content').toWellFormed(),
      };
      return `${JSON.stringify(line)}\n`;
    })
    .join('');
}

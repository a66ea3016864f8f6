/** The export formats. */

import * as vscode from 'vscode';
import { buildRequest } from '../../chat/request/requestBuilder.ts';
import { activeBranch } from '../../conversation/activeBranch.ts';
import { toCarriedTurn } from '../../conversation/context/exportedContext.ts';
import { toExportedChat } from '../../conversation/export/exportJson.ts';
import {
  toDistilled,
  toMarkdown,
  type MarkdownOptions,
} from '../../conversation/export/exportMarkdown.ts';
import type { Conversation } from '../../conversation/model.ts';

/** One way to write a chat down. */
export interface ExportFormat {
  readonly label: string;
  readonly detail: string;
  /** Ending of the file's name, without the dot. */
  readonly ending: string;
  /** The chat at `now`, in milliseconds. */
  readonly write: (conversation: Conversation, now: number) => string;
}

/** All formats, in the order in which they are offered. */
export function createExportFormats(): readonly ExportFormat[] {
  return [
    {
      label: vscode.l10n.t('Markdown'),
      detail: vscode.l10n.t('Questions and answers, to read'),
      ending: 'md',
      write: (conversation) => writeMarkdown(conversation),
    },
    {
      label: vscode.l10n.t('Markdown with Everything'),
      detail: vscode.l10n.t('Also reasoning, tool calls and usage'),
      ending: 'md',
      write: (conversation) =>
        writeMarkdown(conversation, { reasoning: true, tools: true, usage: true }),
    },
    {
      label: vscode.l10n.t('JSON'),
      detail: vscode.l10n.t('Complete, with all branches; can be imported again'),
      ending: 'json',
      write: writeJson,
    },
    {
      label: vscode.l10n.t('API Messages'),
      detail: vscode.l10n.t('The messages as they are sent to the API, as JSON'),
      ending: 'json',
      write: writeMessages,
    },
    {
      label: vscode.l10n.t('Distilled JSONL'),
      detail: vscode.l10n.t('One line for each complete answer: question, reasoning, answer'),
      ending: 'jsonl',
      write: toDistilled,
    },
  ];
}

/** The chat as Markdown; questions and answers alone, unless more is asked for. */
export function writeMarkdown(
  conversation: Conversation,
  options: MarkdownOptions = { reasoning: false, tools: false, usage: false },
): string {
  return toMarkdown(conversation, options, {
    untitled: vscode.l10n.t('Chat'),
    you: vscode.l10n.t('You'),
    deepSeek: vscode.l10n.t('DeepSeek'),
    reasoning: vscode.l10n.t('Reasoning'),
    tool: vscode.l10n.t('Tool'),
    result: vscode.l10n.t('Result'),
    usage: vscode.l10n.t('{0} tokens in, {1} of them cached; {2} tokens out'),
    incomplete: vscode.l10n.t('This answer is incomplete.'),
    summary: vscode.l10n.t('Summary of {0} turns'),
  });
}

/** The chat as JSON that can be imported. */
export function writeJson(conversation: Conversation, now: number): string {
  return `${JSON.stringify(toExportedChat(conversation, now), undefined, 2)}\n`;
}

/** By the same rules as a request, without what only some servers want. */
function writeMessages(conversation: Conversation): string {
  const { messages } = buildRequest(
    conversation.systemPrompt,
    activeBranch(conversation).map(toCarriedTurn),
    {
      model: '',
      thinking: 'unset',
      mergesSameRole: false,
      sendsReasoning: false,
      asksForUsage: false,
      extraBody: {},
      prefix: 'none',
    },
  );
  return `${JSON.stringify(messages, undefined, 2)}\n`;
}

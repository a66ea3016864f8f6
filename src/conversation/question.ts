/** The question of a turn: its text and the context sent with it. */

import type { ConversationEvent } from './events/events.ts';
import type { ConversationSettings, Turn, TurnId, UserMessage } from './model.ts';

/** The source of a question. */
export interface Asked {
  /** The webview that asked; only it scrolls to the new turn. */
  readonly askedBy?: object | undefined;
}

/** How an answer starts, by continuing a cut-off one or with the user's prefill, and further instructions. */
export interface AnswerPrefill extends Asked {
  readonly continues?: TurnId | undefined;
  readonly starter?: string | undefined;
  readonly withoutTools?: boolean | undefined;
}

/** A question to ask, or one already asked. */
export interface Question
  extends Pick<Turn, 'user' | 'parentId' | 'excludedContext'>, AnswerPrefill {
  /** The id of the turn to create; generated if missing. */
  readonly turnId?: TurnId | undefined;
  /** Settings for this turn only. */
  readonly settings?: ConversationSettings | undefined;
}

/** The same question again, with its original settings unless new ones are given. */
export function toRegeneration(
  turn: Turn,
  settings: ConversationSettings | undefined,
  withoutTools: boolean,
): Question {
  return {
    ...turn,
    settings: settings ?? turn.settings,
    continues: undefined,
    withoutTools: withoutTools || turn.withoutTools === true,
  };
}

/** Replaces an earlier question; its context and the exclusions from it are kept. */
export function toEdit(turn: Turn, text: string): Question {
  const { parentId, excludedContext } = turn;
  return {
    user: { ...turn.user, text },
    parentId,
    ...(excludedContext === undefined ? {} : { excludedContext }),
  };
}

/** The user message without excluded context. */
export function withoutExcludedContext({
  user,
  excludedContext = [],
}: Pick<Question, 'user' | 'excludedContext'>): UserMessage {
  if (excludedContext.length === 0) return user;
  return { ...user, context: user.context.filter(({ id }) => !excludedContext.includes(id)) };
}

/** Whether nothing would be sent. */
export function isEmptyQuestion(question: Pick<Question, 'user' | 'excludedContext'>): boolean {
  const { text, context } = withoutExcludedContext(question);
  return text.trim() === '' && context.length === 0;
}

/** The events that start a turn with this question. */
export function questionEvents(
  question: Question,
  turnId: TurnId,
  at: number,
): ConversationEvent[] {
  const { user, parentId, settings, excludedContext = [] } = question;
  const { continues, starter, withoutTools } = question;
  return [
    {
      type: 'turnStarted',
      turnId,
      parentId,
      at,
      user,
      ...(settings === undefined ? {} : { settings }),
      ...(continues === undefined ? {} : { continues }),
      ...(starter === undefined ? {} : { starter }),
      ...(withoutTools === true ? { withoutTools } : {}),
    },
    ...excludedContext.map(
      (contextId) => ({ type: 'contextExcluded', turnId, contextId, excluded: true }) as const,
    ),
  ];
}

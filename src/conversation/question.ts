/** The question of a turn: its text and the context sent with it. */

import type { ConversationEvent } from './events/events.ts';
import type { ConversationSettings, Turn, TurnId, UserMessage } from './model.ts';

/** Who asks. */
export interface Asked {
  /** The webview that asked, so that only this one scrolls to the new turn. */
  readonly askedBy?: object | undefined;
}

/** What an answer begins with, a cut one or the user's own words, and what else the model is instructed to do. */
export interface AnswerPrefill extends Asked {
  readonly continues?: TurnId | undefined;
  readonly starter?: string | undefined;
  readonly withoutTools?: boolean | undefined;
}

/** A question to be asked, or one that was. */
export interface Question
  extends Pick<Turn, 'user' | 'parentId' | 'excludedContext'>, AnswerPrefill {
  /** The turn that it is to be; a new one where this is missing. */
  readonly turnId?: TurnId | undefined;
  /** Choices for this turn only. */
  readonly settings?: ConversationSettings | undefined;
}

/** The same question again, with the choices that it had unless it is given others. */
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

/** Another question in the place of an earlier one; what was attached stays, and so does what of it is not sent. */
export function toEdit(turn: Turn, text: string): Question {
  const { parentId, excludedContext } = turn;
  return {
    user: { ...turn.user, text },
    parentId,
    ...(excludedContext === undefined ? {} : { excludedContext }),
  };
}

/** A user message without the context that is not sent. */
export function withoutExcludedContext({
  user,
  excludedContext = [],
}: Pick<Question, 'user' | 'excludedContext'>): UserMessage {
  if (excludedContext.length === 0) return user;
  return { ...user, context: user.context.filter(({ id }) => !excludedContext.includes(id)) };
}

/** Whether nothing of it would be sent. */
export function isEmptyQuestion(question: Pick<Question, 'user' | 'excludedContext'>): boolean {
  const { text, context } = withoutExcludedContext(question);
  return text.trim() === '' && context.length === 0;
}

/** The events that begin a turn with this question. */
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

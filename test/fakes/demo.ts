/** The guided demo: the fake server's answers for a new user without a key. */

import {
  codeText,
  elseText,
  queueText,
  recoveryText,
  tableText,
  tour,
} from './answers/demoTexts.ts';
import type { AnswerPlan, RememberedRequest, Responder, Step } from './types.ts';

const chunksPerSecond = 60;
const queueMs = 8000;
/** One more than the client's automatic retries, so that the user sees the error and the Retry button. */
const failuresInARow = 3;

const overloaded: Step = {
  error: {
    status: 503,
    type: 'server_error',
    message: 'The demo server pretends to be overloaded. Press Retry: the next answer will come.',
  },
};

/** The last user message as plain text. */
function readQuestion(request: RememberedRequest): string {
  const last = request.body?.messages.findLast((message) => message.role === 'user');
  if (typeof last?.content === 'string') return last.content;
  return (last?.content ?? []).map((part) => (part.type === 'text' ? part.text : '')).join(' ');
}

/** Number of consecutive failures of this question so far. */
function countFailures(question: string, earlier: readonly RememberedRequest[]): number {
  const same = earlier.filter((request) => readQuestion(request) === question);
  return same.length - 1 - same.findLastIndex((request) => request.status !== 503);
}

function plan(answer: AnswerPlan): AnswerPlan {
  return { chunksPerSecond, ...answer };
}

function answerFailure(question: string, earlier: readonly RememberedRequest[]): Step {
  if (countFailures(question, earlier) < failuresInARow) return overloaded;
  return plan({ reasoning: 'This time I let the answer through.', content: recoveryText });
}

/** Answers by keywords in the last user message, at reading speed. */
export const demoResponder: Responder = (request, earlier) => {
  const question = readQuestion(request);
  if (/\bfail/i.test(question)) return answerFailure(question, earlier);
  if (/\b(slow|queue)/i.test(question)) {
    return plan({ reasoning: 'At last, my turn.', content: queueText, keepAlives: 8, queueMs });
  }
  if (/\bcode\b/i.test(question)) {
    return plan({ reasoning: 'Three small examples will do.', content: codeText });
  }
  if (/\btable\b/i.test(question)) {
    return plan({ reasoning: 'A table, then.', content: tableText });
  }
  if (/\b(tour|welcome|hello|hi|hey|start)\b/i.test(question)) return plan(tour);
  return plan({ reasoning: 'No keyword of mine is in this question.', content: elseText });
};

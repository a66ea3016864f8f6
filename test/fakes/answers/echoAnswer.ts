/** The default answer of the fake server: Markdown that describes the request. */

import type { AnswerPlan, RememberedRequest } from '../types.ts';

type EchoPlan = Required<Pick<AnswerPlan, 'reasoning' | 'content'>>;

/** A deterministic answer to a chat request. */
export function echoAnswer(request: RememberedRequest): EchoPlan {
  const messages = request.body?.messages ?? [];
  const last = messages.findLast((message) => message.role === 'user');
  const question = typeof last?.content === 'string' ? last.content : '(parts)';
  const model = request.body?.model ?? '';
  return {
    reasoning: `The request has ${messages.length} messages. I shall describe it.`,
    content: [
      '## Echo',
      '',
      `- model: \`${model}\``,
      `- messages: ${messages.length}`,
      '',
      `> ${question.split('\n').join('\n> ')}`,
      '',
    ].join('\n'),
  };
}

/** A deterministic answer to a FIM request. */
export function echoFim(): AnswerPlan {
  return { content: '/* filled in */' };
}

/** Answers to FIM requests by name; give one to `server.answerFimWith` (contract 13). */

import { statusStep } from './errorFixtures.ts';
import type { Step } from '../types.ts';

const content = '  return a + b;\n';

/** Every named answer. */
export const fimFixtures = {
  fimUsageOnLastChunk: { content, usage: 'lastChunk' },
  fimUsageOnlyChunk: { content, usage: 'separate' },
  fim400: statusStep(400, { message: 'deepseek-flash does not support FIM completion' }),
  fim404: statusStep(404, { contentType: 'text/plain', bodyText: 'Not Found' }),
  fim402: statusStep(402, { message: 'Insufficient Balance', type: 'unknown_error' }),
} as const satisfies Readonly<Record<string, Step>>;

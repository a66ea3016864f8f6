/** The models of each generation and their capabilities (contract 3). */

import { refuse } from './refusal.ts';
import type { Generation, JsonObject } from './types.ts';

/** What validation knows about a model. */
export interface ModelFacts {
  readonly id: string;
  /** The model name in the response; an alias is answered with its target's. */
  readonly servedAs: string;
  readonly vision: boolean;
  /** Rejects what R1 rejected: tools, JSON mode, logprobs, successive roles (contract 22). */
  readonly isReasoner: boolean;
  readonly maxTokens: number;
  readonly contextTokens: number;
  readonly fim: boolean;
}

const today = { isReasoner: false, maxTokens: 393_216, contextTokens: 1_048_576, fim: true };
const flash = { ...today, servedAs: 'deepseek-flash', vision: true };
const legacy = { vision: false, maxTokens: 8192, contextTokens: 65_536 };

const table: Readonly<Record<'today' | 'legacy', readonly ModelFacts[]>> = {
  today: [
    { ...flash, id: 'deepseek-flash' },
    { ...flash, id: 'deepseek-v4-flash' },
    { ...flash, id: 'deepseek-v4-flash-vision-exp' },
    { ...today, id: 'deepseek-v4-pro', servedAs: 'deepseek-v4-pro', vision: false },
  ],
  legacy: [
    { ...legacy, id: 'deepseek-chat', servedAs: 'deepseek-chat', isReasoner: false, fim: true },
    {
      ...legacy,
      id: 'deepseek-reasoner',
      servedAs: 'deepseek-reasoner',
      isReasoner: true,
      fim: false,
    },
  ],
};

const retired = ['deepseek-chat', 'deepseek-reasoner', 'deepseek-coder'];

/** The ids that `GET /models` lists by default (contract 18). */
export const listedModels: Readonly<Record<Generation, readonly string[]>> = {
  today: ['deepseek-flash', 'deepseek-v4-pro'],
  legacy: ['deepseek-chat', 'deepseek-reasoner'],
  compatible: ['some-model'],
};

/** The requested model; rejects with the 400 in the first row of contract 17.3. */
export function requireModel(generation: Generation, id: string): ModelFacts {
  if (generation === 'compatible') {
    const maxTokens = 1_000_000;
    const free = { vision: true, isReasoner: false, fim: false };
    return { id, servedAs: id, maxTokens, contextTokens: 131_072, ...free };
  }
  const facts = table[generation].find((model) => model.id === id);
  if (facts !== undefined) return facts;
  if (generation === 'today' && retired.includes(id)) {
    refuse(
      `The supported API model names are deepseek-flash or deepseek-v4-pro, but you passed ${id}.`,
    );
  }
  refuse('Model Not Exist');
}

/** Whether the response contains reasoning (contract 4; formerly decided by the model id). */
export function isThinking(generation: Generation, body: JsonObject): boolean {
  if (generation === 'legacy') return body.model === 'deepseek-reasoner';
  if (generation === 'compatible') return false;
  const thinking = body.thinking as { readonly type?: unknown } | null | undefined;
  return thinking?.type !== 'disabled' && body.reasoning_effort !== 'none';
}

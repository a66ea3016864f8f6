/** The built-in model catalogue (contract 3.1 to 3.4). */

import type { ModelLimits } from '../../platform/settings/settings.ts';

/** What is known about a model. */
export interface ModelInfo {
  readonly id: string;
  /** Maximum tokens of prompt and answer together. */
  readonly contextWindow: number;
  /** Maximum tokens of one answer, including its reasoning. */
  readonly maxOutput: number;
  readonly vision: boolean;
  readonly tools: boolean;
  /** Whether thinking can be switched, or is fixed by the id. */
  readonly thinking: 'switch' | 'always' | 'never' | 'unknown';
  /** When `top_p` has an effect, if not always (contract 4). */
  readonly topP?: 'whileThinking' | 'whileNotThinking';
  /** The replacement for an id that the official host switched off (contract 3.2). */
  readonly replacement?: { readonly id: string; readonly thinking: 'enabled' | 'disabled' };
}

const today = {
  contextWindow: 1_000_000,
  maxOutput: 393_216,
  tools: true,
  thinking: 'switch',
} as const;
const flash = 'deepseek-flash';

const models: readonly ModelInfo[] = [
  { ...today, id: flash, vision: true, topP: 'whileThinking' },
  { ...today, id: 'deepseek-v4-pro', vision: false, topP: 'whileNotThinking' },
  { ...today, id: 'deepseek-v4-flash', vision: true, topP: 'whileThinking' },
  { ...today, id: 'deepseek-v4-flash-vision-exp', vision: true, topP: 'whileThinking' },
  {
    id: 'deepseek-chat',
    contextWindow: 65_536,
    maxOutput: 8_192,
    vision: false,
    tools: true,
    thinking: 'never',
    replacement: { id: flash, thinking: 'disabled' },
  },
  {
    id: 'deepseek-reasoner',
    contextWindow: 65_536,
    maxOutput: 65_536,
    vision: false,
    tools: false,
    thinking: 'always',
    replacement: { id: flash, thinking: 'enabled' },
  },
  {
    id: 'deepseek-coder',
    contextWindow: 65_536,
    maxOutput: 8_192,
    vision: false,
    tools: true,
    thinking: 'never',
    replacement: { id: flash, thinking: 'disabled' },
  },
];

const byId = new Map(models.map((model) => [model.id, model]));

/** The catalogue entry of a known id. */
export function knownModel(id: string): ModelInfo | undefined {
  return byId.get(id);
}

/** The entry of any id with the user's overrides; an unknown id gets conservative values (contract 3.4). */
export function modelInfo(id: string, limits: ModelLimits = {}): ModelInfo {
  const info = byId.get(id) ?? {
    id,
    contextWindow: 131_072,
    maxOutput: 8_192,
    vision: false,
    tools: true,
    thinking: 'unknown',
  };
  return {
    ...info,
    contextWindow: limits.context ?? info.contextWindow,
    maxOutput: limits.output ?? info.maxOutput,
    vision: limits.vision ?? info.vision,
    tools: limits.tools ?? info.tools,
  };
}

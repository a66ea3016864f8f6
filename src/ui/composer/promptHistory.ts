/** The recent prompts of all chats in this workspace; survives a reload of the window. */

import type { LoadedMemory } from '../panel/sidebarChat.ts';

const memoryKey = 'prompts';
/** How many are kept. */
export const maxPrompts = 50;
/** How much they may be together, in UTF-16 code units; a longer one is not kept at all. */
export const maxPromptsLength = 128 * 1024;

/** Keeps the last prompts, each once; the one sent last comes last. */
export class PromptHistory {
  readonly #memory: LoadedMemory;
  readonly #loading: Promise<void>;
  #prompts: readonly string[] = [];

  constructor(memory: LoadedMemory) {
    this.#memory = memory;
    this.#loading = memory.load().then(() => {
      const kept = memory.get(memoryKey);
      const known = Array.isArray(kept) ? kept.filter((item) => typeof item === 'string') : [];
      this.#prompts = bounded([...known, ...this.#prompts]);
    });
  }

  /** The prompts, once what was kept is known. */
  async all(): Promise<readonly string[]> {
    await this.#loading;
    return this.#prompts;
  }

  /** A prompt was sent. */
  async add(prompt: string): Promise<void> {
    if (prompt.trim() === '') return;
    this.#prompts = bounded([...this.#prompts, prompt]);
    // Not before what was kept is known, or that would be lost.
    await this.#loading;
    await this.#memory.update(memoryKey, this.#prompts);
  }

  /** Forgets all prompts. */
  async clear(): Promise<void> {
    await this.#loading;
    this.#prompts = [];
    await this.#memory.update(memoryKey, undefined);
  }
}

function bounded(prompts: readonly string[]): string[] {
  const kept: string[] = [];
  let left = maxPromptsLength;
  for (const prompt of prompts.toReversed()) {
    if (kept.includes(prompt) || prompt.length > left) continue;
    if (kept.length === maxPrompts) break;
    left -= prompt.length;
    kept.push(prompt);
  }
  return kept.reverse();
}

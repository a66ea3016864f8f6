/** The parameters a user can choose for a chat, and those that a request carried. */

/** A person's wish about thinking mode; `auto` leaves it to the profile. */
export type ThinkingChoice = 'auto' | 'on' | 'off';

/** How hard the model should think (contract 4). */
export type ReasoningEffort = 'low' | 'high' | 'max';

/** Everything that a chat's parameters hold; `null` means that nothing is sent. */
export interface ParameterValues {
  /** A model id, or `auto`. */
  readonly model: string;
  readonly thinking: ThinkingChoice;
  readonly reasoningEffort: ReasoningEffort;
  readonly temperature: number | null;
  readonly topP: number | null;
  readonly frequencyPenalty: number | null;
  readonly presencePenalty: number | null;
  /** Tokens of one answer, its reasoning included. */
  readonly maxTokens: number | null;
  readonly stop: readonly string[];
  readonly jsonOutput: boolean;
  readonly stream: boolean;
  readonly logprobs: boolean;
  /** Number of alternatives for each token; only together with `logprobs`. */
  readonly topLogprobs: number | null;
  /** Can be chosen until the chat begins, and is frozen then. */
  readonly systemPrompt: string;
}

/** Choices made in the panel for one conversation; they override the settings. */
export type ConversationSettings = Partial<ParameterValues>;

/** The sampling parameters and switches that a request carried; what is missing was not sent. */
export interface TurnParameters {
  readonly model: string;
  readonly thinking: 'enabled' | 'disabled' | 'unset';
  readonly reasoningEffort?: ReasoningEffort;
  readonly temperature?: number;
  readonly topP?: number;
  readonly frequencyPenalty?: number;
  readonly presencePenalty?: number;
  readonly maxTokens?: number;
  readonly stop?: readonly string[];
  readonly jsonOutput?: true;
  /** The question was sent with the words that ask for JSON, and goes with them in later requests too. */
  readonly jsonInstruction?: true;
  readonly logprobs?: true;
  readonly topLogprobs?: number;
  readonly userId?: string;
  /** The answer was asked for in one piece. */
  readonly stream?: false;
}

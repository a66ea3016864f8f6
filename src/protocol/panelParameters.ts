/** The state of the parameter sheet: values, what is not sent and why, and what may be entered. */

import type { ParameterValues } from '../conversation/parameters.ts';
import type { NumberParameter, NumberRange } from '../platform/settings/parameterRanges.ts';

export type { NumberParameter, NumberRange } from '../platform/settings/parameterRanges.ts';

/** The parameters of a chat's next message; always whole. */
export interface PanelParameters {
  readonly values: ParameterValues;
  /** What this chat has otherwise than the settings. */
  readonly changed: readonly (keyof ParameterValues)[];
  /** Why a parameter is not sent, in the user's language. */
  readonly unsent: Partial<Readonly<Record<keyof ParameterValues, string>>>;
  /** What else is to be known of a parameter. */
  readonly hints: Partial<Readonly<Record<keyof ParameterValues, string>>>;
  readonly ranges: Readonly<Record<NumberParameter, NumberRange>>;
  /** The system text as it is sent; can be changed while the chat has not begun. */
  readonly systemText: string;
  readonly systemFrozen: boolean;
  readonly prompts: Readonly<Record<string, string>>;
  /** About settings that have no place in the sheet. */
  readonly notes: readonly string[];
}

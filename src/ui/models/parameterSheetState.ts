/** Builds the state of the parameter sheet from the settings, the chat's choices and the profile. */

import type { ChatSession } from '../../chat/session/chatSession.ts';
import {
  changedParameters,
  parameterValues,
  toSystemText,
} from '../../chat/request/requestParameters.ts';
import type { NextRequest } from '../../chat/request/requestPlanner.ts';
import { parameterRanges } from '../../conversation/parameterValues.ts';
import type { Settings } from '../../platform/settings/settings.ts';
import type { PanelParameters } from '../../protocol/panelParameters.ts';
import { parameterTexts } from './parameterLabels.ts';

/** The sheet's content; `next` is missing where the base URL is invalid. */
export function toPanelParameters(
  session: ChatSession,
  settings: Settings,
  next: NextRequest | undefined,
): PanelParameters {
  const own = session.conversation.settings;
  const values = parameterValues(settings, own);
  const maxOutputTokens = next?.maxOutputTokens ?? parameterRanges.maxTokens.max;
  return {
    values,
    changed: changedParameters(settings, own),
    ...(next === undefined
      ? { unsent: {}, hints: {}, notes: [] }
      : parameterTexts(settings, values, next)),
    ranges: {
      ...parameterRanges,
      maxTokens: { ...parameterRanges.maxTokens, max: maxOutputTokens },
    },
    systemText: session.isStored ? session.conversation.systemPrompt : toSystemText(settings, own),
    systemFrozen: session.isStored,
    prompts: settings.prompts,
  };
}

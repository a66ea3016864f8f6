/** Texts of the parameter sheet: why a parameter is not sent, and other hints. */

import * as vscode from 'vscode';
import type { NextRequest } from '../../chat/request/requestPlanner.ts';
import { parameters, sentParameters, type ParameterValues } from '../../conversation/parameters.ts';
import type { Settings } from '../../platform/settings/settings.ts';
import type { PanelParameters } from '../../protocol/panelParameters.ts';

type Support = NextRequest['support'];
type Name = keyof Support;
type Reason = Extract<Support[Name], { readonly reason: unknown }>['reason'];

/** The words about the next request. */
export function parameterTexts(
  settings: Settings,
  values: ParameterValues,
  next: NextRequest,
): Pick<PanelParameters, 'unsent' | 'hints' | 'notes'> {
  return {
    unsent: unsentTexts(next),
    hints: hintTexts(values, next),
    notes: noteTexts(settings, next),
  };
}

function unsentTexts(next: NextRequest): PanelParameters['unsent'] {
  const texts: Partial<Record<keyof ParameterValues, string>> = {};
  for (const name of Object.keys(next.support) as Name[]) {
    const support = next.support[name];
    if (name === 'userId' || support.use === 'sent') continue;
    texts[name] = reasonText(name, support.reason, next);
  }
  return texts;
}

function hintTexts(values: ParameterValues, next: NextRequest): PanelParameters['hints'] {
  const { maxOutputTokens } = next;
  const tooMany = values.maxTokens !== null && values.maxTokens > maxOutputTokens;
  const raised =
    next.profile.profile === 'official' &&
    next.choice.thinking === 'enabled' &&
    next.support.topP.use === 'sent';
  return {
    ...(tooMany
      ? { maxTokens: vscode.l10n.t('This model takes at most {0}; that is sent.', maxOutputTokens) }
      : {}),
    ...(raised ? { topP: vscode.l10n.t('While it thinks, less than 0.95 counts as 0.95.') } : {}),
  };
}

/** Settings that are set and do not go out, or go out besides. */
function noteTexts(settings: Settings, next: NextRequest): readonly string[] {
  const notes: string[] = [];
  const { userId } = next.support;
  if (settings.userId !== null && userId.use !== 'sent') {
    const why = reasonText('userId', userId.reason, next);
    notes.push(vscode.l10n.t('The setting {0} is not sent. {1}', 'deepseek.userId', why));
  }
  const extra = Object.keys(settings.extraBody).filter((name) => wireNames.has(name));
  if (extra.length > 0) {
    const names = extra.join(', ');
    notes.push(
      vscode.l10n.t(
        'The setting {0} replaces what is chosen here: {1}',
        'deepseek.extraBody',
        names,
      ),
    );
  }
  return notes;
}

const wireNames: ReadonlySet<string> = new Set([
  'thinking',
  'reasoning_effort',
  ...sentParameters.map((key) => parameters[key].field),
]);

function reasonText(name: Name, reason: Reason, next: NextRequest): string {
  const { model } = next.choice;
  const { host } = next.base;
  switch (reason) {
    case 'whileThinking':
      return vscode.l10n.t('{0} does not use it while it thinks.', model);
    case 'whileNotThinking':
      return vscode.l10n.t('{0} uses it only while it thinks.', model);
    case 'noEffect':
      return vscode.l10n.t('It has no effect on {0}.', model);
    case 'modelRefuses':
      return vscode.l10n.t('{0} refuses it.', model);
    case 'modelIgnores':
      return vscode.l10n.t('{0} does not use it.', model);
    case 'modelDecides':
      return vscode.l10n.t('The model {0} decides whether it thinks.', model);
    case 'notThen':
      return vscode.l10n.t('The API of 2025 does not have it.');
    case 'serverUnknown':
      return serverUnknownText(name, host);
    case 'serverRefused':
      return vscode.l10n.t('{0} refused it.', host);
    case 'limits':
      return vscode.l10n.t(
        '{0} does not have it, says the setting {1}.',
        model,
        'deepseek.modelLimits',
      );
    case 'needsLogprobs':
      return vscode.l10n.t('It goes only with token probabilities.');
  }
}

/** With the way on: where to say that this server has it after all. */
function serverUnknownText(name: Name, host: string): string {
  if (name === 'thinking') return vscode.l10n.t('{0} has no known switch for thinking.', host);
  const setting =
    name === 'reasoningEffort' || name === 'userId' ? 'deepseek.extraBody' : 'deepseek.modelLimits';
  return vscode.l10n.t(
    'Not every server knows it; if {0} does, say so in the setting {1}.',
    host,
    setting,
  );
}

/** Formats an estimate: the line under the composer, and its breakdown. */

import type { CacheBreak } from '../../chat/usage/cacheMiss.ts';
import type { RequestEstimate } from '../../chat/usage/requestEstimator.ts';
import type { ErrorAction } from '../../conversation/errors.ts';
import { amountScale } from '../../conversation/money.ts';
import type { EstimateView } from '../../protocol/estimate.ts';
import { formatAmount } from '../usage/formatAmount.ts';

/** Where texts come from: VS Code itself, or a test in its place; its name is what the extraction of texts looks for. */
export interface Texts {
  readonly l10n: { t(message: string, ...values: (string | number)[]): string };
  readonly env: { readonly language: string };
}

/** What a page shows of an estimate. */
export function toEstimateView(
  estimate: RequestEstimate,
  vscode: Texts,
  actions: readonly ErrorAction[] = [],
): EstimateView {
  const { prompt, contextWindow, fill } = estimate;
  const size =
    contextWindow === undefined
      ? vscode.l10n.t('{0} tokens', tokenCount(prompt))
      : vscode.l10n.t('{0} of {1}', tokenCount(prompt), tokenCount(contextWindow));
  const pieces = [cacheText(estimate, vscode), costText(estimate, vscode)].filter(
    (text) => text !== '',
  );
  return {
    label: vscode.l10n.t('Next request, about: {0}', [size, ...pieces].join(', ')),
    size,
    ...(contextWindow === undefined ? {} : { share: prompt / contextWindow }),
    fill,
    pieces,
    ...(fill === 'near' || fill === 'over'
      ? { warning: { text: warningText(estimate, vscode), actions } }
      : {}),
    details: [...sizeDetails(estimate, vscode), ...costDetails(estimate, vscode)],
  };
}

function warningText(estimate: RequestEstimate, vscode: Texts): string {
  const { fill, model, prompt, answerRoom, contextWindow = 0 } = estimate;
  return fill === 'over'
    ? vscode.l10n.t(
        'About {0} tokens are more than {1} reads: {2}. Nothing is cut; sending may fail.',
        tokenCount(prompt),
        model,
        tokenCount(contextWindow),
      )
    : vscode.l10n.t(
        'Little room is left: about {0} of {1} tokens, and an answer may need {2}.',
        tokenCount(prompt),
        tokenCount(contextWindow),
        tokenCount(answerRoom),
      );
}

/** A count of tokens in at most six characters: `310`, `12.4k`, `131k`, `1M`. */
export function tokenCount(count: number): string {
  if (count < 1000) return String(count);
  const [value, unit] = count < 999_500 ? [count / 1000, 'k'] : [count / 1_000_000, 'M'];
  const short = value < 99.95 ? value.toFixed(1).replace(/\.0$/, '') : String(Math.round(value));
  return short + unit;
}

function cacheText({ cached, cacheBreak }: RequestEstimate, vscode: Texts): string {
  const found = vscode.l10n.t('≈ {0} cached', tokenCount(cached));
  if (cacheBreak === undefined) return cached === 0 ? '' : found;
  const why = causeText(cacheBreak, vscode);
  if (cached > 0) return vscode.l10n.t('{0}: {1}', why, found);
  return vscode.l10n.t('{0}: nothing cached', why);
}

function causeText({ cause }: CacheBreak, vscode: Texts): string {
  switch (cause.kind) {
    case 'server':
      return vscode.l10n.t('other server');
    case 'model':
      return vscode.l10n.t('model change');
    case 'userId':
      return vscode.l10n.t('other user id');
    case 'tools':
      return vscode.l10n.t('tools change');
    case 'thinking':
      return vscode.l10n.t('thinking change');
    case 'message':
      return vscode.l10n.t('earlier messages changed');
    case 'age':
      return vscode.l10n.t('{0} h since the last request', Math.floor(cause.ms / 3_600_000));
    case 'evicted':
      return vscode.l10n.t('nothing to go on from');
  }
}

function costText({ cost, price }: RequestEstimate, vscode: Texts): string {
  return cost === undefined || price === undefined
    ? ''
    : `≈ ${formatAmount(cost, price.currency, vscode.env.language)}`;
}

function sizeDetails(
  { prompt, counted, contextWindow, answerRoom, model }: RequestEstimate,
  vscode: Texts,
) {
  const estimated = prompt - counted;
  return [
    counted === 0
      ? vscode.l10n.t('About {0} tokens, estimated from the text.', tokenCount(prompt))
      : vscode.l10n.t(
          'About {0} tokens: {1} as the server counted them before, {2} estimated from the text.',
          tokenCount(prompt),
          tokenCount(counted),
          tokenCount(estimated),
        ),
    contextWindow === undefined
      ? vscode.l10n.t(
          'How much {0} can read is not known; the setting {1} can say it.',
          model,
          'deepseek.modelLimits',
        )
      : vscode.l10n.t(
          '{0} reads {1} with its answer, which may need {2}.',
          model,
          tokenCount(contextWindow),
          tokenCount(answerRoom),
        ),
  ];
}

function costDetails(estimate: RequestEstimate, vscode: Texts): readonly string[] {
  const { prompt, cached, price, cost, thinkingChanged, model } = estimate;
  const changed =
    thinkingChanged === true
      ? [vscode.l10n.t('Thinking was changed: the server may find less in its cache.')]
      : [];
  if (price === undefined || cost === undefined) {
    return [...changed, vscode.l10n.t('The price of {0} on this server is not known.', model)];
  }
  const { currency, rates, listDate } = price;
  const money = (amount: number) => formatAmount(amount, currency, vscode.env.language);
  const rate = (units: number) => money(units * amountScale);
  return [
    ...changed,
    vscode.l10n.t(
      '{0} cached × {1} + {2} not cached × {3} a million = {4}, and {5} a million for the answer.',
      tokenCount(cached),
      rate(rates.cached),
      tokenCount(prompt - cached),
      rate(rates.uncached),
      money(cost),
      rate(rates.output),
    ),
    ...(listDate === undefined ? [] : [listText(price.period, listDate, vscode)]),
  ];
}

function listText(
  period: NonNullable<RequestEstimate['price']>['period'],
  date: string,
  vscode: Texts,
): string {
  switch (period) {
    case 'peak':
      return vscode.l10n.t('Peak price, by the list of {0}.', date);
    case 'offPeak':
      return vscode.l10n.t('Off-peak price, by the list of {0}.', date);
    case 'discount':
      return vscode.l10n.t('Discount price, by the list of {0}.', date);
    case 'flat':
      return vscode.l10n.t('By the price list of {0}.', date);
  }
}

/** Formats a receipt: one line for the answer, and the breakdown of its cost. */

import { toValidDate } from '../../conversation/validDate.ts';
import type * as vscode from 'vscode';
import type { CacheBreakCause } from '../../chat/usage/cacheMiss.ts';
import type { Receipt, ReceiptRequest } from '../../chat/usage/receipt.ts';
import { builtInPrices } from '../../chat/usage/usageTotals.ts';
import type { Currency } from '../../conversation/money.ts';
import { formatCount } from '../../protocol/formatCount.ts';
import type { TurnReceipt } from '../../protocol/receipts.ts';
import { formatAmount } from './formatAmount.ts';

/** What the words depend on. */
export interface ReceiptWords {
  /** `vscode.l10n.t`. */
  readonly t: (message: string, ...values: (string | number)[]) => ReturnType<typeof vscode.l10n.t>;
  /** BCP 47. */
  readonly language: string;
  readonly currency: Currency;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Whether the conversation's requests begin with a system message. */
  readonly hasSystemText: boolean;
}

type Price = NonNullable<ReceiptRequest['price']>;

/** What came within this says nothing of a speed, in milliseconds. */
const minTextMs = 250;

/** The texts of a receipt. */
export function receiptText(receipt: Receipt, words: ReceiptWords): TurnReceipt {
  const note = receipt.missed === undefined ? undefined : missedText(receipt.missed, words);
  return {
    line: lineOf(receipt, words),
    details: detailsOf(receipt, words),
    ...(note === undefined ? {} : { note }),
  };
}

function lineOf({ total, estimated, timing, requests }: Receipt, words: ReceiptWords): string[] {
  const vscode = { l10n: { t: words.t } };
  const { prompt, cached, completion } = total.usage;
  const share = prompt > 0 ? Math.round((cached / prompt) * 100) : 0;
  const count = (value: number) => (estimated ? '≈ ' : '') + formatCount(value);
  const cost = costText(total, words);
  const speed = speedOf(requests.at(-1)?.usage.completion ?? 0, timing, words);
  return [
    cached > 0
      ? vscode.l10n.t('{0} in ({1}% cached)', count(prompt), share)
      : vscode.l10n.t('{0} in', count(prompt)),
    vscode.l10n.t('{0} out', count(completion)),
    estimated ? vscode.l10n.t('{0} (estimated)', cost) : cost,
    ...(speed === undefined ? [] : [speed]),
  ];
}

/** The amount, what of it is known, or that nothing is. */
function costText(total: Receipt['total'], words: ReceiptWords): string {
  const vscode = { l10n: { t: words.t } };
  if (total.unpriced === total.requests) return vscode.l10n.t('n/a');
  const amount = formatAmount(total.amount, words.currency, words.language);
  return total.unpriced > 0 ? `≥ ${amount}` : `≈ ${amount}`;
}

/** Tokens a second; nothing for an answer that came at once. */
function speedOf(
  completion: number,
  timing: Receipt['timing'],
  words: ReceiptWords,
): string | undefined {
  const vscode = { l10n: { t: words.t } };
  if (timing === undefined || timing.textMs < minTextMs) return undefined;
  return vscode.l10n.t('{0} tokens/s', Math.round(completion / (timing.textMs / 1000)));
}

function detailsOf(receipt: Receipt, words: ReceiptWords): string[] {
  const vscode = { l10n: { t: words.t } };
  const { requests, total, estimated } = receipt;
  const several = requests.length > 1;
  const lines = requests.flatMap((request, index) => [
    ...(several
      ? [vscode.l10n.t('Request {0} of {1}: {2}', index + 1, requests.length, request.model)]
      : []),
    ...requestLines(request, words),
  ]);
  lines.push(
    total.unpriced === requests.length
      ? vscode.l10n.t('Cost: n/a, since no price is known. Set one in deepseek.prices.')
      : vscode.l10n.t('Cost: {0}', costText(total, words)),
  );
  if (estimated) {
    lines.push(vscode.l10n.t('The server told no usage: the counts are estimated.'));
  }
  const prices = requests.map(({ price }) => price).filter((price) => price !== undefined);
  return [...lines, ...priceLines(prices, requests, words), ...timingLines(receipt, words)];
}

/** Tokens times price, for each of the three prices. */
function requestLines({ usage, price }: ReceiptRequest, words: ReceiptWords): string[] {
  const vscode = { l10n: { t: words.t } };
  const { cached, uncached, completion, reasoning } = usage;
  const number = (value: number) => value.toLocaleString(words.language);
  const product = (count: number, rate: number | undefined): string => {
    if (rate === undefined) return number(count);
    const amount = formatAmount(count * Math.round(rate * 1e6), words.currency, words.language);
    const perMillion = formatRate(rate, words);
    return vscode.l10n.t('{0} × {1} per million = {2}', number(count), perMillion, amount);
  };
  const output = product(completion, price?.rates.output);
  return [
    vscode.l10n.t('Input from the cache: {0}', product(cached, price?.rates.cached)),
    vscode.l10n.t('Other input: {0}', product(uncached, price?.rates.uncached)),
    reasoning === undefined
      ? vscode.l10n.t('Output: {0}', output)
      : vscode.l10n.t('Output: {0}, {1} tokens of it reasoning', output, number(reasoning)),
  ];
}

/** A price with all of its digits. */
function formatRate(rate: number, { language, currency }: ReceiptWords): string {
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 6 };
  return new Intl.NumberFormat(language, { style: 'currency', currency, ...digits }).format(rate);
}

/** Which list, and which time of day. */
function priceLines(
  prices: readonly Price[],
  requests: readonly ReceiptRequest[],
  words: ReceiptWords,
): string[] {
  const vscode = { l10n: { t: words.t } };
  const { language, now } = words;
  const last = prices.at(-1);
  if (last === undefined) return [];
  if (last.listDate === undefined) return [vscode.l10n.t('Your own price, from deepseek.prices.')];
  const date = new Date(`${last.listDate}T12:00:00`).toLocaleDateString(language, {
    dateStyle: 'medium',
  });
  const at = requests.at(-1)?.at ?? now;
  const time = toValidDate(at).toLocaleTimeString(language, { timeStyle: 'short' });
  const lines = [
    builtInPrices(now).isOutdated
      ? vscode.l10n.t('Price list of {0}, which may be outdated; set your own prices.', date)
      : vscode.l10n.t('Price list of {0}.', date),
  ];
  if (last.period !== 'flat') {
    lines.unshift(vscode.l10n.t('{0}, by its start at {1}.', periodName(last, words), time));
  }
  if (prices.some(({ period }) => period === 'peak')) {
    lines.push(
      vscode.l10n.t(
        'Public holidays in China are off-peak and not known here; then this is too high.',
      ),
    );
  }
  return lines;
}

function periodName({ period }: Price, words: ReceiptWords): string {
  const vscode = { l10n: { t: words.t } };
  switch (period) {
    case 'peak':
      return vscode.l10n.t('Peak price');
    case 'discount':
      return vscode.l10n.t('Discount price');
    case 'flat':
    case 'offPeak':
      return vscode.l10n.t('Off-peak price');
  }
}

function timingLines({ timing, requests }: Receipt, words: ReceiptWords): string[] {
  const vscode = { l10n: { t: words.t } };
  if (timing === undefined) return [];
  const seconds = (ms: number) =>
    (ms / 1000).toLocaleString(words.language, { maximumFractionDigits: 1 });
  const { firstTextMs } = timing;
  const speed = speedOf(requests.at(-1)?.usage.completion ?? 0, timing, words);
  return [
    speed === undefined
      ? vscode.l10n.t('Answered after {0} s.', seconds(firstTextMs))
      : vscode.l10n.t('First text after {0} s, then {1}.', seconds(firstTextMs), speed),
  ];
}

/** "18k tokens paid in full (≈ $0.002 more): the model was changed." */
function missedText(missed: NonNullable<Receipt['missed']>, words: ReceiptWords): string {
  const vscode = { l10n: { t: words.t } };
  const count = formatCount(missed.missed);
  const why = causeText(missed.cause, words);
  if (missed.cost === undefined) return vscode.l10n.t('{0} tokens paid in full: {1}', count, why);
  const more = formatAmount(missed.cost, words.currency, words.language);
  return vscode.l10n.t('{0} tokens paid in full (≈ {1} more): {2}', count, more, why);
}

function causeText(cause: CacheBreakCause, words: ReceiptWords): string {
  const vscode = { l10n: { t: words.t } };
  switch (cause.kind) {
    case 'server':
      return vscode.l10n.t('the server was changed.');
    case 'model':
      return vscode.l10n.t('the model was changed.');
    case 'userId':
      return vscode.l10n.t('the setting deepseek.userId was changed.');
    case 'tools':
      return vscode.l10n.t('the tools were changed.');
    case 'thinking':
      return vscode.l10n.t('thinking was switched.');
    case 'message':
      return messageText(cause.index, words);
    case 'age':
      return vscode.l10n.t(
        'the last request was {0} hours ago, and the cache forgets.',
        Math.round(cause.ms / 3_600_000),
      );
    case 'evicted':
      return vscode.l10n.t('the server no longer had it in its cache.');
  }
}

function messageText(index: number, { t, hasSystemText }: ReceiptWords): string {
  const vscode = { l10n: { t } };
  if (hasSystemText && index === 0) return vscode.l10n.t('the system text was changed.');
  const number = hasSystemText ? index : index + 1;
  return vscode.l10n.t('message {0} was changed, left out or put in.', number);
}

/** Exports usage as CSV: one line per request, with exact numbers. */

import { toValidDate } from '../../conversation/validDate.ts';
import { requestCost, type Pricing, type UsedRequest } from '../../chat/usage/usageTotals.ts';
import { amountScale } from '../../conversation/money.ts';

const headings = [
  'time',
  'kind',
  'model',
  'prompt_tokens',
  'cached_tokens',
  'uncached_tokens',
  'completion_tokens',
  'reasoning_tokens',
  'cost',
  'currency',
];

/** The table; what is not known stays empty. */
export function usageCsv(requests: readonly UsedRequest[], pricing: Pricing): string {
  const lines = requests.map((request) => {
    const { at, kind, model, usage } = request;
    const cost = requestCost(request, pricing);
    return [
      toValidDate(at).toISOString(),
      kind,
      model,
      usage?.prompt,
      usage?.cached,
      usage?.uncached,
      usage?.completion,
      usage?.reasoning,
      cost === undefined ? undefined : decimal(cost),
      cost === undefined ? undefined : pricing.currency,
    ];
  });
  return [headings, ...lines].map((fields) => `${fields.map(toField).join(',')}\r\n`).join('');
}

/** All digits of an amount, without rounding. */
function decimal(amount: number): string {
  const whole = Math.floor(amount / amountScale);
  const rest = String(amount % amountScale).padStart(12, '0');
  return `${String(whole)}.${rest}`.replace(/\.?0+$/, '');
}

/** A field that a spreadsheet takes for text and never for a formula. */
function toField(value: string | number | undefined): string {
  const text = String(value ?? '');
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

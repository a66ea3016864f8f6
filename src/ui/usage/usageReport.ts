/** Builds the usage page's report from the ledger, the balance and the prices, in the user's language. */

import * as vscode from 'vscode';
import type { AccountState } from '../../chat/usage/account.ts';
import {
  localDay,
  startOfDay,
  totalOf,
  totalsBy,
  type PriceListInfo,
  type Pricing,
  type UsageTotal,
  type UsedRequest,
} from '../../chat/usage/usageTotals.ts';
import type { UsageBar, UsageReport, UsageRow, UsageSpan } from '../../protocol/usageReport.ts';
import { balanceLines } from '../account/balanceText.ts';
import { costText } from './costText.ts';

/** What a report is made of. */
export interface ReportSources {
  readonly requests: readonly UsedRequest[];
  readonly account: AccountState;
  readonly pricing: Pricing;
  readonly priceList: PriceListInfo;
  /** Below this, in the account's currency, the balance is low; none set means never. */
  readonly lowBalance: number | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** BCP 47. */
  readonly language: string;
}

const dayMs = 86_400_000;

/** The report over the last `span` days, today included. */
export function createUsageReport(sources: ReportSources, span: UsageSpan): UsageReport {
  const { pricing, now, language } = sources;
  const first = startOfDay(startOfDay(now) - (span - 1) * dayMs + dayMs / 2);
  const requests = sources.requests.filter(({ at }) => at >= first);
  const days = totalsBy(requests, ({ at }) => localDay(at), pricing);
  const rows = (by: ReadonlyMap<string, UsageTotal>, name: (key: string) => string) =>
    [...by].map(([key, total]) => toRow(name(key), total, sources));
  const total = totalOf(requests, pricing);
  const today = days.get(localDay(now)) ?? totalOf([], pricing);
  const { t } = vscode.l10n;
  return {
    span,
    ...balanceLines(sources.account, sources.lowBalance, language),
    today: vscode.l10n.t('Today: {0}', costText(today, sources)),
    bars: requests.length === 0 ? [] : toBars(days, first, sources, span),
    total: toRow(t('Total'), total, sources),
    tables: [
      {
        title: vscode.l10n.t('By day'),
        by: vscode.l10n.t('Day'),
        rows: rows(days, (day) => dayName(day, language)).reverse(),
      },
      {
        title: vscode.l10n.t('By model'),
        by: vscode.l10n.t('Model'),
        rows: rows(
          totalsBy(requests, ({ model }) => model, pricing),
          (model) => model,
        ),
      },
      {
        title: vscode.l10n.t('By kind'),
        by: vscode.l10n.t('Kind'),
        rows: rows(
          totalsBy(requests, ({ kind }) => kind, pricing),
          kindName,
        ),
      },
    ],
    notes: [...toNotes(total, sources), ...billedTwiceNote(requests)],
  };
}

function toRow(label: string, total: UsageTotal, sources: ReportSources): UsageRow {
  const { prompt, cached, completion } = total.usage;
  const number = new Intl.NumberFormat(sources.language);
  const share = prompt === 0 ? '' : ` (${String(Math.round((cached / prompt) * 100))}%)`;
  return {
    label,
    requests: number.format(total.requests),
    prompt: number.format(prompt),
    cached: number.format(cached) + share,
    completion: number.format(completion),
    cost: costText(total, sources),
  };
}

function toBars(
  days: ReadonlyMap<string, UsageTotal>,
  first: number,
  sources: ReportSources,
  span: UsageSpan,
): UsageBar[] {
  const totals = [...days.values()];
  const maxAmount = totals.reduce((max, { amount }) => Math.max(max, amount), 1);
  const tokensOf = ({ usage }: UsageTotal) => usage.prompt + usage.completion;
  const maxTokens = totals.reduce((max, total) => Math.max(max, tokensOf(total)), 1);
  return Array.from({ length: span }, (_, index) => {
    // From noon to noon, so that a day of 23 or 25 hours is one day as well.
    const day = localDay(first + index * dayMs + dayMs / 2);
    const total = days.get(day) ?? totalOf([], sources.pricing);
    const { cached, uncached, completion } = total.usage;
    const label = dayName(day, sources.language);
    const row = toRow(label, total, sources);
    return {
      label,
      description: vscode.l10n.t(
        '{0}: {1} requests, {2} tokens in, {3} cached, {4} out, {5}',
        label,
        row.requests,
        row.prompt,
        row.cached,
        row.completion,
        row.cost,
      ),
      cost: total.amount / maxAmount,
      tokens: [cached / maxTokens, uncached / maxTokens, completion / maxTokens],
    };
  });
}

function dayName(day: string, language: string): string {
  const date = new Date(`${day}T12:00:00`);
  return date.toLocaleDateString(language, { day: 'numeric', month: 'short', weekday: 'short' });
}

function kindName(kind: string): string {
  switch (kind) {
    case 'chat':
      return vscode.l10n.t('Chat');
    case 'title':
      return vscode.l10n.t('Titles');
    case 'summary':
      return vscode.l10n.t('Summaries');
    default:
      return kind;
  }
}

function toNotes(total: UsageTotal, { priceList }: ReportSources): string[] {
  const notes = [
    priceList.isOutdated
      ? vscode.l10n.t(
          'Prices by the list of {0}, which may be outdated; set your own in the setting deepseek.prices.',
          priceList.date,
        )
      : vscode.l10n.t('Prices by the list of {0}.', priceList.date),
    vscode.l10n.t(
      'Each request is priced by the moment when it started. Public holidays in China, which are off-peak, are not known here, so a peak price then is too high.',
    ),
  ];
  if (total.unmeasured > 0) {
    notes.push(
      vscode.l10n.t(
        'For {0} requests the server told no usage; they are in no sum.',
        total.unmeasured,
      ),
    );
  }
  if (total.estimated > 0) {
    notes.push(
      vscode.l10n.t(
        'For {0} requests the server told no usage, such as those that were stopped; it is estimated.',
        total.estimated,
      ),
    );
  }
  if (total.unpriced > 0) {
    notes.push(
      vscode.l10n.t(
        'For {0} requests no price is known; their tokens are counted, their cost is not.',
        total.unpriced,
      ),
    );
  }
  return notes;
}

function billedTwiceNote(requests: readonly UsedRequest[]): string[] {
  const count = requests.filter((request) => request.possiblyBilledTwice === true).length;
  if (count === 0) return [];
  return [
    vscode.l10n.t(
      'Possibly billed twice: {0} requests, sent again after a connection was lost.',
      count,
    ),
  ];
}

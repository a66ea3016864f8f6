/** The usage page as a function of the report: balance, a plot by day, and tables. */

import { html, nothing, type TemplateResult } from 'lit';
import type {
  UsageIntent,
  UsageReport,
  UsageRow,
  UsageSpan,
  UsageStrings,
  UsageTable,
} from '../../src/protocol/usageReport.ts';
import { fill } from '../../src/protocol/strings/uiStrings.ts';
import { usagePlot, type Measure } from './usagePlot.ts';

/** What the page is a function of. */
export interface UsageContext {
  readonly report: UsageReport;
  readonly strings: UsageStrings;
  readonly measure: Measure;
  readonly post: (intent: UsageIntent) => void;
  readonly select: (measure: Measure) => void;
}

const spans: readonly UsageSpan[] = [7, 30, 90];

/** The whole page. */
export function usageView(context: UsageContext): TemplateResult {
  const { report, strings, post } = context;
  return html`<main class="us-page">
    <h1>${strings.title}</h1>
    <section aria-labelledby="balance">
      <h2 id="balance">${strings.balance}</h2>
      ${report.balance.map((line) => html`<p class="us-balance">${line}</p>`)}
      <p>${report.today}</p>
      ${
        report.low
          ? button(strings.topUp, () => post({ type: 'topUp' }), 'us-button us-button--main')
          : nothing
      }
    </section>
    <div class="us-bar">
      ${choice(
        strings.span,
        spans.map((span) => ({
          label: fill(strings.days, span),
          chosen: report.span === span,
          choose: () => post({ type: 'selectSpan', span }),
        })),
      )}
      ${choice(strings.measure, [
        measureOption(context, 'cost', strings.cost),
        measureOption(context, 'tokens', strings.tokens),
      ])}
      <span class="us-gap"></span>
      ${button(strings.refresh, () => post({ type: 'refresh' }))}
      ${button(strings.exportCsv, () => post({ type: 'exportCsv' }))}
    </div>
    ${report.bars.length === 0 ? html`<p>${strings.empty}</p>` : usagePlot(report.bars, context.measure, strings)}
    ${report.tables.map((usageTable, index) => table(usageTable, index === 0 ? report.total : undefined, strings))}
    <ul class="us-notes">
      ${report.notes.map((note) => html`<li>${note}</li>`)}
    </ul>
  </main>`;
}

interface Option {
  readonly label: string;
  readonly chosen: boolean;
  readonly choose: () => void;
}

function measureOption({ measure, select }: UsageContext, value: Measure, label: string): Option {
  return { label, chosen: measure === value, choose: () => select(value) };
}

function choice(label: string, options: readonly Option[]): TemplateResult {
  return html`<div class="us-choice" role="group" aria-label=${label}>
    ${options.map(
      (option) =>
        html`<button
          type="button"
          class="us-button"
          aria-pressed=${option.chosen ? 'true' : 'false'}
          @click=${option.choose}
        >
          ${option.label}
        </button>`,
    )}
  </div>`;
}

function button(label: string, onClick: () => void, look = 'us-button'): TemplateResult {
  return html`<button type="button" class=${look} @click=${onClick}>${label}</button>`;
}

function table(
  { title, by, rows }: UsageTable,
  total: UsageRow | undefined,
  strings: UsageStrings,
): TemplateResult | typeof nothing {
  if (rows.length === 0) return nothing;
  const { requests, prompt, cached, answers, cost } = strings;
  return html`<section>
    <h2>${title}</h2>
    <div class="us-scroll" tabindex="0" role="region" aria-label=${title}>
      <table>
        <thead>
          <tr>
            ${[by, requests, prompt, cached, answers, cost].map(
              (heading) => html`<th scope="col">${heading}</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => line(row))}
        </tbody>
        ${
          total === undefined
            ? nothing
            : html`<tfoot>
                ${line(total)}
              </tfoot>`
        }
      </table>
    </div>
  </section>`;
}

function line(row: UsageRow): TemplateResult {
  const cells = [row.requests, row.prompt, row.cached, row.completion, row.cost];
  return html`<tr>
    <th scope="row">${row.label}</th>
    ${cells.map((cell) => html`<td>${cell}</td>`)}
  </tr>`;
}

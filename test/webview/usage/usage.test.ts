/** The page of usage and cost, as a person with a mouse, a keyboard or a screen reader meets it. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { UsageFact, UsageRow, UsageStrings } from '../../../src/protocol/usageReport.ts';
import { passesAxe } from '../../../scripts/host/passesAxe.ts';
import { Harness, themes, type OpenOptions, type PanelPage } from '../harness.ts';

const strings: UsageStrings = {
  title: 'Balance and Usage',
  balance: 'Balance',
  topUp: 'Top up',
  refresh: 'Refresh',
  exportCsv: 'Export as CSV',
  span: 'Span',
  days: '{0} days',
  measure: 'Plot',
  cost: 'Cost',
  tokens: 'Tokens',
  cached: 'Cached',
  uncached: 'Not cached',
  answers: 'Answers',
  requests: 'Requests',
  prompt: 'Sent',
  total: 'Total',
  plotCost: 'Cost by day',
  plotTokens: 'Tokens by day',
  empty: 'No requests in these days.',
};

function row(label: string): UsageRow {
  return {
    label,
    requests: '12',
    prompt: '48,128',
    cached: '46,000 (96%)',
    completion: '900',
    cost: '≈ $0.0008',
  };
}

function fact(more: Partial<UsageFact['report']> = {}): UsageFact {
  const days = Array.from({ length: 30 }, (_, day) => `Nov ${String(day + 1)}`);
  return {
    type: 'report',
    report: {
      span: 30,
      balance: ['¥110.00 (¥10.00 granted, ¥100.00 topped up)'],
      low: false,
      today: 'Today: ≈ ¥0.31',
      bars: days.map((label, index) => ({
        label,
        description: `${label}: 12 requests, ≈ ¥0.31`,
        cost: index / 30,
        tokens: [index / 60, index / 90, index / 180],
      })),
      total: row('Total'),
      tables: [
        { title: 'By day', by: 'Day', rows: days.map(row) },
        { title: 'By model', by: 'Model', rows: [row('deepseek-flash'), row('deepseek-v4-pro')] },
        { title: 'By kind', by: 'Kind', rows: [row('Chat')] },
      ],
      notes: ['Prices by the list of 2026-10-17.'],
      ...more,
    },
  };
}

async function open(harness: Harness, options: OpenOptions = {}): Promise<PanelPage> {
  const panel = await harness.open({
    script: 'usage.js',
    styles: 'usageStyles.css',
    boot: { language: 'en', strings } as OpenOptions['boot'] & object,
    width: 900,
    ...options,
  });
  await panel.page.waitForFunction(() => window.__intents.length > 0);
  await panel.post(fact());
  return panel;
}

describe('the page of usage', () => {
  let harness: Harness;
  before(async () => (harness = await Harness.start()));
  after(() => harness.stop());

  for (const theme of themes) {
    it(`passes axe in ${theme}, wide and narrow, without a violation of its policy`, async () => {
      for (const width of [300, 900]) {
        const panel = await open(harness, { theme, width });
        for (const name of ['Cost', 'Tokens']) {
          await panel.page.getByRole('button', { name, exact: true }).click();
          await passesAxe(panel.page);
          await panel.screenshot(`usage-${theme}-${String(width)}-${name}`);
        }
        assert.deepEqual(await panel.violations(), []);
        const sideways = await panel.page.evaluate(() => {
          const { scrollWidth, clientWidth } = document.documentElement;
          return scrollWidth - clientWidth;
        });
        assert.equal(sideways, 0, 'only the tables scroll sideways');
        await panel.close();
      }
    });
  }

  it("has the plot's figures in tables, and describes a bar in words", async () => {
    const panel = await open(harness);
    const table = panel.page.getByRole('region', { name: 'By model' }).getByRole('table');
    assert.deepEqual(await table.getByRole('rowheader').allTextContents(), [
      'deepseek-flash',
      'deepseek-v4-pro',
    ]);
    assert.equal(await panel.page.getByRole('img', { name: 'Cost by day' }).count(), 1);
    const titles = await panel.page.locator('svg title').allTextContents();
    assert.equal(titles[4], 'Nov 5: 12 requests, ≈ ¥0.31');
    await panel.close();
  });

  it('does everything by keyboard', async () => {
    const panel = await open(harness);
    const press = async (name: string) => {
      await panel.page.getByRole('button', { name, exact: true }).focus();
      await panel.page.keyboard.press('Enter');
    };
    await press('7 days');
    await press('Refresh');
    await press('Export as CSV');
    await press('Tokens');
    const pressed = panel.page.getByRole('button', { name: 'Tokens', pressed: true });
    assert.equal(await pressed.count(), 1);
    assert.deepEqual(await panel.saved(), { measure: 'tokens' });
    assert.deepEqual(await panel.page.evaluate(() => window.__intents as unknown), [
      { type: 'ready' },
      { type: 'selectSpan', span: 7 },
      { type: 'refresh' },
      { type: 'exportCsv' },
    ]);
    await panel.close();
  });

  it('leads to topping up when the balance is low, and says when there is nothing to show', async () => {
    const panel = await open(harness);
    assert.equal(await panel.page.getByRole('button', { name: 'Top up' }).count(), 0);
    await panel.post(fact({ low: true, bars: [], tables: [] }));
    await panel.page.getByRole('button', { name: 'Top up' }).click();
    const last = await panel.page.evaluate(() => window.__intents.at(-1) as unknown);
    assert.deepEqual(last, { type: 'topUp' });
    assert.equal(await panel.page.getByText('No requests in these days.').count(), 1);
    await panel.close();
  });
});

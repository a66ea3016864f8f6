import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { Frame, Page } from 'playwright-core';
import { startDeepSeekServer, type DeepSeekServer } from '../fakes/deepseekServer.ts';
import { refusalMessages } from '../fakes/answers/errorFixtures.ts';
import type { RememberedRequest, Step } from '../fakes/types.ts';
import { startSession, type Session } from '../../scripts/host/session.ts';
import { until } from '../../scripts/host/until.ts';
import { pressCommand } from '../../scripts/host/workbench.ts';
import { answer, answerBody, ask, choosePath, composer, idle, setKey } from './panel.ts';

const key = 'sk-e2e-0123456789abcdef';
const json = '{"city": "Paris", "rivers": ["Seine"]}';
const first = 'The first half and';
const rest = ' the second half.';

const address = 'https://sums.example/a%2Fb%23c?d=%26e%2Bf';
const rich =
  'Sum \\(\\frac{n(n+1)}{2}\\)[^1]:\n\n```ts:sum.ts\nconst sum = (n: number) => (n * (n + 1)) / 2;\n```\n\n' +
  `| n | sum |\n|---|--:|\n| 3 | 6 |\n\nMore [about sums](${address}).\n\n[^1]: By Gauss.\n`;

const summary = 'They spoke of a city and of two halves.';

function respond({ body }: RememberedRequest): Step {
  const last = body?.messages.at(-1);
  const asked = typeof last?.content === 'string' ? last.content : '';
  if (last?.role === 'assistant') return { content: rest };
  if (asked === 'Gauss?') return { content: rich };
  if (asked.startsWith('Summarize our conversation')) return { content: summary };
  if (asked.startsWith('Too long')) {
    return { error: { status: 400, message: refusalMessages.contextLength } };
  }
  if (/And (then|now|what)/.test(asked)) return { content: 'Yes.' };
  if (body?.response_format !== undefined) return { content: json };
  return { content: first, finishReason: 'length' };
}

describe('parameters and what they make of an answer', () => {
  let server: DeepSeekServer;
  let session: Session;
  let page: Page;
  let panel: Frame;

  before(async () => {
    server = await startDeepSeekServer({ apiKey: key });
    server.answerWith(respond);
    session = await startSession({
      settings: {
        'deepseek.baseUrl': server.url,
        'deepseek.profile': 'official',
        'deepseek.topP': 'high',
      },
    });
    page = await session.openWindow();
    await setKey(page, key);
    panel = await session.openPanel(page);
  });

  after(async () => {
    await session.stop();
    await server.close();
  });

  const sheet = () => panel.getByRole('dialog', { name: 'Parameters' });
  const openSheet = async () => {
    await panel.getByRole('button', { name: 'Parameters', exact: true }).press('Enter');
    await sheet().waitFor();
  };
  const asked = () =>
    server.requests.filter(({ path }) => path.endsWith('/chat/completions')).at(-1)!;

  it('leave a setting out that cannot be right, and name it', async () => {
    await panel.getByText('count as not set: deepseek.topP').waitFor();
  });

  it('are sent as they were set in the sheet, and no others', async () => {
    await openSheet();
    await sheet().getByRole('combobox', { name: 'Thinking' }).selectOption('off');
    // Thoughts go with no temperature: it can be chosen when the host has heard that there are none.
    const preset = sheet().getByRole('button', { name: 'Conversation, translation · 1.3' });
    await until(() => preset.isEnabled(), { what: 'the temperatures' });
    await preset.press('Enter');
    await sheet().getByRole('textbox', { name: 'Max tokens' }).fill('900');
    await sheet().getByRole('checkbox', { name: 'JSON output' }).press('Space');
    await page.screenshot({ path: 'out/screenshots/parameters-sheet.png' });
    await page.keyboard.press('Escape');
    await sheet().waitFor({ state: 'detached' });
    await ask(panel, 'Which city, as json?');
    await panel.getByRole('group', { name: 'JSON' }).waitFor();
    await idle(panel);
    const { model, messages, ...sent } = asked().body!;
    assert.deepEqual(sent, {
      thinking: { type: 'disabled' },
      temperature: 1.3,
      max_tokens: 900,
      response_format: { type: 'json_object' },
      stream: true,
      stream_options: { include_usage: true },
    });
    assert.deepEqual([model, messages.length], ['deepseek-flash', 1]);
  });

  it('show JSON as a tree, and save it as it came', async () => {
    const tree = panel.getByRole('group', { name: 'JSON' });
    assert.match(await tree.innerText(), /city[\s\S]*Paris[\s\S]*rivers[\s\S]*Seine/);
    await page.screenshot({ path: 'out/screenshots/json-tree.png' });
    const path = join(session.workspace, 'answer-of-test.json');
    await tree.getByRole('button', { name: 'Save JSON' }).press('Enter');
    await choosePath(page, path);
    await until(() => readFile(path, 'utf8').then(Boolean, () => false), {
      what: 'the saved file',
    });
    assert.equal(await readFile(path, 'utf8'), `${json}\n`);
  });

  it('let a cut answer go on by its command, in the same message', async () => {
    await openSheet();
    await sheet().getByRole('checkbox', { name: 'JSON output' }).press('Space');
    await page.keyboard.press('Escape');
    await ask(panel, 'Write two halves.');
    await answer(panel, 1).locator('[data-part="notice"]').waitFor();
    await idle(panel);
    await composer(panel).focus();
    await pressCommand(page, 'DeepSeek: Continue Response');
    await panel.getByText(first + rest, { exact: true }).waitFor();
    await idle(panel);
    assert.equal(await answerBody(panel, 1).innerText(), first + rest);
    assert.equal(await panel.getByRole('article', { name: /^DeepSeek/ }).count(), 2);
    const { path, body } = asked();
    assert.equal(path, '/beta/chat/completions');
    assert.deepEqual(body!.messages.at(-1), { role: 'assistant', content: first, prefix: true });
  });

  it('colour code and set formulas by scripts of their own, under the page’s policy', async () => {
    await ask(panel, 'Gauss?');
    await panel.locator('.ds-code .hljs-keyword').waitFor();
    await panel.locator('math mfrac').waitFor();
    await idle(panel);
    assert.match(await panel.locator('.ds-footnote').innerText(), /^1\s+By Gauss\.$/);
    await page.screenshot({ path: 'out/screenshots/code-and-formula.png' });
  });

  it('open links at the exact URL that was written', async () => {
    await page.context().route('https://sums.example/**', (route) => route.fulfill({ body: '' }));
    await panel.getByRole('link', { name: 'about sums' }).click();
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.filter({ hasText: address }).waitFor();
    const [opened] = await Promise.all([
      page.waitForEvent('popup'),
      dialog.getByRole('button', { name: 'Open', exact: true }).click(),
    ]);
    await opened.waitForURL(address);
    await opened.close();
  });

  const lastWords = () =>
    asked().body!.messages.map(({ content }) =>
      typeof content === 'string' ? content : JSON.stringify(content),
    );

  it('let a summary stand for what was said, by keyboard, until the original is wanted again', async () => {
    await composer(panel).focus();
    await page.keyboard.press('Control+ArrowUp');
    await panel.locator('[data-article$="/answer"]:focus').waitFor();
    await page.keyboard.press('Shift+F10');
    const item = panel.getByRole('menuitem', { name: 'Summarize up to here' });
    await item.press('Enter');
    const region = panel.getByRole('region', { name: 'Summary of 3 turns' });
    await region.waitFor();
    await region.getByRole('button', { name: 'Summary of 3 turns' }).press('Enter');
    await region.getByText(summary).waitFor();
    await page.screenshot({ path: 'out/screenshots/summary.png' });
    await ask(panel, 'And then?');
    await answerBody(panel, 3).getByText('Yes.').waitFor();
    await idle(panel);
    assert.match(lastWords().join(), new RegExp(summary));
    assert.doesNotMatch(lastWords().join(), /Which city/);
    assert.equal(lastWords().at(-1), 'And then?');
    await region.getByRole('button', { name: 'Use the original again' }).press('Enter');
    await region.getByRole('button', { name: 'Use the summary' }).waitFor();
    await ask(panel, 'And now?');
    await answerBody(panel, 4).getByText('Yes.').waitFor();
    await idle(panel);
    assert.equal(lastWords()[0], 'Which city, as json?');
    assert.equal(lastWords().at(-3), 'And then?');
  });

  it('lead from a chat that is too long into a new one that knows what was said', async () => {
    await ask(panel, 'Too long a question');
    const card = panel.getByRole('alert');
    await card.getByRole('button', { name: 'New chat from a summary' }).press('Enter');
    await panel.getByRole('article').first().waitFor({ state: 'detached' });
    await panel.getByRole('button', { name: /^Remove Summary of/ }).waitFor();
    await page.screenshot({ path: 'out/screenshots/summary-chat.png' });
    await ask(panel, 'And what was said?');
    await answerBody(panel, 0).getByText('Yes.').waitFor();
    await idle(panel);
    assert.equal(lastWords().length, 1);
    assert.match(lastWords()[0]!, new RegExp(summary));
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { Frame, Page } from 'playwright-core';
import { startDeepSeekServer, type DeepSeekServer } from '../fakes/deepseekServer.ts';
import { startSession, type Session } from '../../scripts/host/session.ts';
import { until } from '../../scripts/host/until.ts';
import { passesAxe } from '../../scripts/host/passesAxe.ts';
import {
  findWebview,
  pressCommand,
  setSideBarWidth,
  themes,
} from '../../scripts/host/workbench.ts';
import { answer, answerBody, idle, newChat, notification } from './panel.ts';

const key = 'sk-keyboard-0123456789abcdef';
const code = 'const answer = 42;';

/** Counts what a hand on a mouse does, in every frame. */
function countPointers(): void {
  const counter = globalThis as { pointersOfTest?: number };
  counter.pointersOfTest = 0;
  addEventListener('pointerdown', () => (counter.pointersOfTest! += 1), true);
}

for (const theme of Object.keys(themes) as (keyof typeof themes)[]) {
  describe(`the main job by keyboard alone, at 300 px, in the theme ${theme}`, () => {
    let server: DeepSeekServer;
    let session: Session;
    let page: Page;
    let panel: Frame;
    let pointers = 0;

    before(async () => {
      server = await startDeepSeekServer({ apiKey: key });
      server.answerWith(({ bodyText }) =>
        bodyText.includes('slowly')
          ? {
              content: 'word '.repeat(500),
              hold: { afterChunks: 20, until: new Promise(() => {}) },
            }
          : { reasoning: 'Let me see.', content: `The answer:\n\n\`\`\`ts\n${code}\n\`\`\`` },
      );
      session = await startSession({
        settings: {
          'deepseek.baseUrl': server.url,
          'deepseek.profile': 'official',
          'workbench.colorTheme': themes[theme].id,
        },
      });
      page = await session.openWindow({
        context: { permissions: ['clipboard-read', 'clipboard-write'] },
        async prepare(opened) {
          await opened.addInitScript(countPointers);
        },
      });
      await page.locator(`.monaco-workbench.${themes[theme].className}`).waitFor();
      await setSideBarWidth(page, 300);
      pointers = await countedPointers();
    });

    after(async () => {
      await session.stop();
      await server.close();
    });

    async function countedPointers(): Promise<number> {
      const counts = await Promise.all(
        page
          .frames()
          .map((frame) =>
            frame.evaluate(() => (globalThis as { pointersOfTest?: number }).pointersOfTest ?? 0),
          ),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    }

    /** The accessible name or the text of what has the focus in the panel. */
    const focused = (): Promise<string> =>
      panel.evaluate(() => {
        const { activeElement: item } = document;
        return item?.getAttribute('aria-label') ?? item?.textContent?.trim() ?? '';
      });

    /** Presses a key until the focus is on what bears this name; resolves to the names on the way. */
    async function pressTo(press: string, name: RegExp): Promise<readonly string[]> {
      const way: string[] = [];
      while (way.length < 25) {
        await page.keyboard.press(press);
        way.push(await focused());
        if (name.test(way.at(-1)!)) return way;
      }
      throw new Error(`${press} never came to ${String(name)}: ${way.join(' | ')}`);
    }

    async function inComposer(): Promise<void> {
      await panel.locator('textarea:focus').waitFor();
    }

    async function clean(what: string): Promise<void> {
      const sideways = await panel.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.equal(sideways, 0, `${what} scrolls sideways`);
      // The page lets the side bar shine through, which no frame can see from inside.
      const ground = await page
        .locator('.part.sidebar')
        .evaluate((part) => getComputedStyle(part).backgroundColor);
      await panel.evaluate((colour) => {
        document.documentElement.style.backgroundColor = colour;
      }, ground);
      await passesAxe(panel, what);
    }

    it('opens the view from the palette and sets a key', async () => {
      await pressCommand(page, 'DeepSeek: Focus Chat');
      panel = await findWebview(page);
      await inComposer();
      const width = await panel.evaluate(() => innerWidth);
      assert.ok(width <= 300, String(width));
      await clean('the empty panel');
      await pressCommand(page, 'DeepSeek: Set API Key');
      await page.locator('.quick-input-widget input[type="password"]:focus').waitFor();
      await page.keyboard.type(key);
      await page.keyboard.press('Enter');
      assert.match(await notification(page, /accepted/), /accepted the key/);
    });

    it('asks, hears the answer announced, and reaches it with its reasoning and code', async () => {
      await newChat(page, panel);
      await panel.evaluate(() => {
        const status = document.querySelector('[role=status]')!;
        const said: string[] = [];
        Object.assign(globalThis, { saidOfTest: said });
        new MutationObserver(() => said.push(status.textContent)).observe(status, {
          childList: true,
          characterData: true,
          subtree: true,
        });
      });
      await page.keyboard.type('What is it?');
      await page.keyboard.press('Enter');
      await answerBody(panel, 0).waitFor();
      await idle(panel);
      const said = await until(
        async () => {
          const all = await panel.evaluate(
            () => (globalThis as { saidOfTest?: string[] }).saidOfTest ?? [],
          );
          return /complete$/i.test(all.at(-1) ?? '') && all;
        },
        { what: 'the announcement of the end' },
      );
      // Both announcements can fall within one frame, which shows only the last.
      assert.ok(said.length <= 2, said.join(' | '));
      await inComposer();
      await page.keyboard.press('Control+ArrowUp');
      assert.match(await focused(), /^DeepSeek/);
      await page.keyboard.press('ArrowUp');
      assert.equal(await focused(), 'You');
      await page.keyboard.press('ArrowDown');
      await pressTo('Tab', /^Thought/);
      await page.keyboard.press('Enter');
      await panel.getByRole('group', { name: 'Reasoning' }).waitFor();
      assert.match(await focused(), /^Thought/);
      await clean('an answer with its reasoning open');
      await pressTo('Tab', /^Copy code$/);
      await page.keyboard.press('Enter');
      const copied = () => page.evaluate(() => navigator.clipboard.readText());
      await until(async () => (await copied()) === code, { what: 'the copy' });
    });

    it('walks on from the answer to composer, model, thinking and send, and back with Escape', async () => {
      const way = await pressTo('Tab', /^Send$/);
      const places = ['Message DeepSeek', 'Model', 'Thinking', 'Send'].map((name) =>
        way.indexOf(name),
      );
      assert.deepEqual(
        places,
        places.toSorted((a, b) => a - b),
      );
      assert.ok(!places.includes(-1), way.join(' | '));
      await pressTo('Shift+Tab', /^Message DeepSeek$/);
      await page.keyboard.press('Control+ArrowUp');
      await page.keyboard.press('Escape');
      await inComposer();
    });

    it('stops by Escape, after a popup was closed by Escape', async () => {
      await page.keyboard.type('Count slowly.');
      await page.keyboard.press('Enter');
      await answerBody(panel, 1).waitFor();
      await pressTo('Tab', /^Model$/);
      await page.keyboard.press('Enter');
      await panel.locator('.ds-picker--model[aria-expanded="true"]').waitFor();
      await page.keyboard.press('Escape');
      await panel.locator('.ds-picker--model[aria-expanded="false"]').waitFor();
      await panel.getByRole('button', { name: 'Stop' }).waitFor();
      await page.keyboard.press('Escape');
      await idle(panel);
      await answer(panel, 1).locator('[data-part="notice"]').waitFor();
      await clean('a stopped answer');
    });

    it('retries by the button of an error card, and begins a new chat', async () => {
      await pressTo('Shift+Tab', /^Message DeepSeek$/);
      const fault = { error: { status: 500, message: 'oops' } };
      server.script([fault, fault, fault, { content: 'It did not.' }]);
      await page.keyboard.type('Will it fail?');
      await page.keyboard.press('Enter');
      const card = panel.getByRole('alert').filter({ hasText: 'Details' });
      await card.getByRole('button', { name: 'Retry', exact: true }).waitFor();
      await idle(panel);
      await clean('an error card');
      await pressTo('Shift+Tab', /^Retry$/);
      await page.keyboard.press('Enter');
      await answerBody(panel, 2).waitFor();
      await idle(panel);
      assert.equal(await panel.getByRole('alert').count(), 0);
      await pressTo('Tab', /^Message DeepSeek$/);
      await page.keyboard.press('Control+n');
      await panel.getByRole('article').first().waitFor({ state: 'detached' });
      await inComposer();
      await session.screenshot(page, `keyboard-${theme}`);
      assert.equal(await countedPointers(), pointers, 'no mouse was used');
    });
  });
}

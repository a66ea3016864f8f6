import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { Frame, Page } from 'playwright-core';
import { startDeepSeekServer, type DeepSeekServer } from '../fakes/deepseekServer.ts';
import { startSession, type Session } from '../../scripts/host/session.ts';
import { until } from '../../scripts/host/until.ts';
import {
  findWebview,
  findWebviews,
  openFile,
  pick,
  reloadWindow,
  runCommand,
  selectLines,
  setSideBarWidth,
  setTheme,
} from '../../scripts/host/workbench.ts';
import { answerBody, ask, composer, idle, setKey } from './panel.ts';

const key = 'sk-e2e-0123456789abcdef';
const source = ['const one = 1;', 'const two = 2;', 'const three = 3;', 'const four = 4;', ''];
const label = 'src/sample.ts:2-3';

/** The side bar is at the left edge of the window, where no editor is. */
async function isInSideBar(frame: Frame): Promise<boolean> {
  const outer = await frame.parentFrame()?.frameElement();
  const box = await outer?.boundingBox();
  return box !== undefined && box !== null && box.x < 100;
}

describe('ways into the chat', () => {
  let server: DeepSeekServer;
  let session: Session;
  let page: Page;
  let panel: Frame;

  before(async () => {
    server = await startDeepSeekServer({ apiKey: key });
    session = await startSession({
      settings: { 'deepseek.baseUrl': server.url, 'deepseek.profile': 'official' },
    });
    await mkdir(join(session.workspace, 'src'));
    await writeFile(join(session.workspace, 'src', 'sample.ts'), source.join('\n'));
    page = await session.openWindow({
      context: { permissions: ['clipboard-read', 'clipboard-write'] },
    });
  });

  after(async () => {
    await session.stop();
    await server.close();
  });

  const bodies = () =>
    server.requests
      .filter((request) => request.path.endsWith('/chat/completions'))
      .map((request) => request.body!);
  const lastMessage = () => bodies().at(-1)!.messages.at(-1)!.content;
  const chip = (name: string, frame = panel) =>
    frame.getByRole('button', { name: `Remove ${name}`, exact: true });
  const chips = () => panel.getByRole('button', { name: /^Remove / });
  const hasCaret = (frame: Frame) => frame.locator('textarea:focus').waitFor();
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());

  describe('the walkthrough', () => {
    it('opens, and its first step completes itself when there is a key', async () => {
      await runCommand(page, 'DeepSeek: Get Started');
      const step = page.getByRole('checkbox', { name: /Set your API key/ });
      await step.waitFor();
      assert.equal(await step.getAttribute('aria-checked'), 'false');
      await session.screenshot(page, 'walkthrough');
      await setKey(page, key);
      await page
        .locator('[role="checkbox"][aria-checked="true"][aria-label*="Set your API key"]')
        .first()
        .waitFor();
      await runCommand(page, 'View: Close All Editors');
    });
  });

  describe('Ask About Selection', () => {
    it('stands in the context menu, makes a chip, puts the caret into the composer and sends nothing', async () => {
      await openFile(page, 'sample.ts');
      await selectLines(page, 2, 3);
      await page.keyboard.press('Shift+F10');
      await page.getByRole('menuitem', { name: 'DeepSeek' }).hover();
      await page.keyboard.press('ArrowRight');
      await page.getByRole('menuitem', { name: /^Ask About Selection/ }).waitFor();
      await page.keyboard.press('Enter');
      panel = await findWebview(page);
      await chip(label).waitFor();
      await hasCaret(panel);
      assert.deepEqual(bodies(), []);
    });

    it('takes the same selection once, by its key', async () => {
      await openFile(page, 'sample.ts');
      await selectLines(page, 2, 3);
      await page.keyboard.press('Shift+Alt+Q');
      await hasCaret(panel);
      assert.equal(await chips().count(), 1);
      await openFile(page, 'sample.ts');
      await selectLines(page, 1, 1);
      await page.keyboard.press('Shift+Alt+Q');
      await chip('src/sample.ts:1-1').waitFor();
      await panel.getByRole('button', { name: 'Remove src/sample.ts:1-1' }).press('Enter');
      await chip('src/sample.ts:1-1').waitFor({ state: 'detached' });
      await hasCaret(panel);
    });

    it('keeps the chip and the text over a reload of the window', async () => {
      await composer(panel).fill('What is this?');
      await reloadWindow(page);
      panel = await session.openPanel(page);
      await chip(label).waitFor();
      assert.equal(await composer(panel).inputValue(), 'What is this?');
      for (const theme of ['dark', 'light'] as const) {
        await setTheme(page, theme);
        await setSideBarWidth(page, 300);
        await session.screenshot(page, `chips-${theme}-300`);
      }
    });

    it('sends what was selected then, fenced, with path and lines, though the file has changed', async () => {
      await openFile(page, 'sample.ts');
      await selectLines(page, 1, 4);
      await page.keyboard.type('gone');
      await runCommand(page, 'DeepSeek: Focus Chat');
      await hasCaret(panel);
      await composer(panel).press('Enter');
      await answerBody(panel, 0).waitFor();
      await idle(panel);
      assert.equal(
        lastMessage(),
        `${label}\n\`\`\`typescript\nconst two = 2;\nconst three = 3;\n\n\`\`\`\n\nWhat is this?`,
      );
      assert.equal(await chips().count(), 0);
      const sent = panel.getByRole('article', { name: 'You' }).getByRole('listitem');
      assert.equal((await sent.textContent())?.trim(), label);
    });
  });

  describe('Copy', () => {
    it('puts exactly what was written into the clipboard', async () => {
      const code = 'if (a < b) {\n\treturn "ä";\n}';
      const content = `Like **this**:\n\n\`\`\`js\n${code}\n\`\`\`\n\nNo more.`;
      server.script({ content });
      const question = 'Show  me <b>code</b>\n  & more';
      await composer(panel).fill(question);
      await composer(panel).press('Enter');
      const answered = panel.getByRole('article', { name: /^DeepSeek/ }).nth(1);
      await answered.getByText('No more.').waitFor();
      await idle(panel);
      const copied = async (click: () => Promise<void>, expected: string) => {
        await click();
        await until(async () => (await clipboard()) === expected, {
          what: `the clipboard to hold ${JSON.stringify(expected)}`,
        });
      };
      await copied(() => answered.getByRole('button', { name: 'Copy code' }).click(), code);
      await copied(
        () => answered.getByRole('button', { name: 'Copy', exact: true }).click(),
        content,
      );
      const asked = panel.getByRole('article', { name: 'You' }).nth(1);
      await asked.hover();
      await copied(
        () => asked.getByRole('button', { name: 'Copy', exact: true }).click(),
        question,
      );
    });
  });

  describe('Select Model', () => {
    it('lists what the server has and changes the model of this chat', async () => {
      await runCommand(page, 'DeepSeek: Select Model', { opensPicker: true });
      await pick(page, 'deepseek-v4-pro');
      await ask(panel, 'And now?');
      await answerBody(panel, 2).waitFor();
      await idle(panel);
      assert.equal(bodies().at(-1)!.model, 'deepseek-v4-pro');
    });
  });

  describe('the chat in an editor tab', () => {
    let tab: Frame;
    let release: () => void;

    /** The frame besides the sidebar's. */
    const findTab = async (): Promise<Frame> =>
      await until(
        async () => {
          const frames = await findWebviews(page, '#root .ds-composer');
          const inSideBar = await Promise.all(frames.map(isInSideBar));
          const found = frames.find((_, index) => inSideBar[index] === true);
          if (found === undefined) return undefined;
          panel = found;
          return frames.find((frame) => frame !== panel);
        },
        { what: 'the page of the tab' },
      );

    it('shows what the sidebar shows, while it streams', async () => {
      const held = new Promise<void>((resolve) => (release = resolve));
      server.script({
        content: 'First half. Second half.',
        chunkSize: 6,
        hold: { afterChunks: 3, until: held },
      });
      await ask(panel, 'Tell me slowly');
      await answerBody(panel, 3).getByText('First half.').waitFor();
      await runCommand(page, 'DeepSeek: Open Chat in Editor');
      tab = await findTab();
      await answerBody(tab, 3).getByText('First half.').waitFor();
      await tab.getByRole('button', { name: 'Stop' }).waitFor();
      release();
      for (const frame of [panel, tab]) {
        await answerBody(frame, 3).getByText('First half. Second half.').waitFor();
        await idle(frame);
      }
      await page.getByRole('tab', { name: 'What is this?' }).waitFor();
      await session.screenshot(page, 'chat-editor');
    });

    it('shares the draft with the sidebar, and the chips', async () => {
      await composer(tab).fill('typed in the tab');
      await until(async () => (await composer(panel).inputValue()) === 'typed in the tab', {
        what: 'the draft in the sidebar',
      });
      await composer(tab).fill('');
    });

    it('is there again after a reload, with the same chat', async () => {
      await reloadWindow(page);
      await session.openPanel(page);
      tab = await findTab();
      await answerBody(tab, 3).getByText('First half. Second half.').waitFor();
      await page.getByRole('tab', { name: 'What is this?' }).waitFor();
    });

    it('begins a new chat of its own with Ctrl+N, and leaves the sidebar where it is', async () => {
      await composer(tab).click();
      await page.keyboard.press('Control+N');
      await tab.getByRole('article').first().waitFor({ state: 'detached' });
      await page.getByRole('tab', { name: 'Chat', exact: true }).waitFor();
      await ask(tab, 'Only here');
      await answerBody(tab, 0).waitFor();
      await idle(tab);
      assert.equal(await panel.getByText('Only here').count(), 0);
      assert.equal(await panel.getByRole('article', { name: 'You' }).count(), 4);
    });
  });
});

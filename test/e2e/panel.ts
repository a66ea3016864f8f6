/** What a user does in the panel, found by role and name. */

import type { Frame, Locator, Page } from 'playwright-core';
import { until } from '../../scripts/host/until.ts';
import { pressCommand, runCommand } from '../../scripts/host/workbench.ts';

/** The composer. */
export const composer = (panel: Frame): Locator =>
  panel.getByRole('textbox', { name: 'Message DeepSeek' });

/** The nth answer, counted from 0. */
export const answer = (panel: Frame, nth: number): Locator =>
  panel.getByRole('article', { name: /^DeepSeek/ }).nth(nth);

/** The text of an answer, without its reasoning. */
export const answerBody = (panel: Frame, nth: number): Locator =>
  answer(panel, nth).locator('[data-part="content"]');

/** Types a question and presses Enter. */
export async function ask(panel: Frame, text: string): Promise<void> {
  await composer(panel).fill(text);
  await composer(panel).press('Enter');
}

/** Begins a chat by its command; resolves when the panel shows it, with the caret in the composer. */
export async function newChat(page: Page, panel: Frame): Promise<void> {
  // A chat that nobody has written in stays, so only the host's last message says that the command is done.
  await composer(panel).waitFor({ state: 'attached' });
  await panel.evaluate(() => {
    const done = new Promise<void>((resolve) => {
      // What came before is drawn in the next frame, over what is in the composer.
      const twoFrames = () => requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
      addEventListener('message', ({ data }: MessageEvent<{ type?: string }>) => {
        if (data.type === 'focusComposer') twoFrames();
      });
    });
    Object.assign(globalThis, { newChatOfTest: done });
  });
  await pressCommand(page, 'DeepSeek: New Chat');
  await panel.evaluate(() => (globalThis as { newChatOfTest?: Promise<void> }).newChatOfTest);
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  await panel.locator('textarea:focus').waitFor();
}

/** Resolves when nothing is being answered. */
export async function idle(panel: Frame): Promise<void> {
  await panel.getByRole('button', { name: 'Send' }).waitFor();
}

/** Sets a key by the palette; resolves to what VS Code said about it. */
export async function setKey(page: Page, key: string): Promise<string> {
  await runCommand(page, 'DeepSeek: Set API Key', { opensPicker: true });
  const box = page.locator('.quick-input-widget input[type="password"]');
  await box.fill(key);
  await box.press('Enter');
  return await notification(page, /accepted|rejected|is kept/);
}

/** Resolves to the text of the newest notification that matches. */
export async function notification(page: Page, text: RegExp): Promise<string> {
  const found = page.locator('.notification-list-item-message').filter({ hasText: text }).first();
  const read = async (timeout: number): Promise<string | undefined> =>
    await found.innerText({ timeout }).catch(() => undefined);
  return await until(
    async () => {
      const inToast = await read(10_000);
      if (inToast !== undefined) return inToast;
      // VS Code shows no more than three toasts that begin within 800 ms, and only the list has the rest.
      await runCommand(page, 'Notifications: Show Notifications');
      const inList = await read(5_000);
      await runCommand(page, 'Notifications: Hide Notifications');
      return inList;
    },
    { what: `a notification like ${String(text)}` },
  );
}

/** Types a path into VS Code's own file dialog. */
export async function choosePath(page: Page, path: string): Promise<void> {
  const box = page.locator('.quick-input-widget input.input');
  // The dialog begins with a path of its own, which it puts over what is typed until it has listed that folder; an
  // Enter before then would take its path.
  await until(async () => (await box.inputValue()).startsWith('/'), { what: 'the file dialog' });
  const parent = page.locator('.quick-input-list .label-name').getByText('..', { exact: true });
  await parent.waitFor();
  await until(
    async () => {
      if (!(await box.isVisible())) return true;
      await box.fill(path);
      await box.press('Enter');
      return await box.waitFor({ state: 'hidden', timeout: 5_000 }).then(
        () => true,
        () => false,
      );
    },
    { what: `the file dialog to take ${path}` },
  );
}

/** What a person does in the panel, found by role and name. */

import type { Frame, Locator, Page } from 'playwright-core';
import { until } from '../../scripts/host/until.ts';
import { runCommand } from '../../scripts/host/workbench.ts';

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

/** Resolves to the text of a notification that matches. */
export async function notification(page: Page, text: RegExp): Promise<string> {
  const found = page.locator('.notification-list-item-message').filter({ hasText: text }).last();
  await found.waitFor({ timeout: 30_000 });
  return await found.innerText();
}

/** Types a path into VS Code's own file dialog. */
export async function choosePath(page: Page, path: string): Promise<void> {
  const box = page.locator('.quick-input-widget input.input');
  // The dialog begins with a path of its own.
  await until(async () => (await box.inputValue()).startsWith('/'), {
    what: 'the file dialog',
    timeoutMs: 20_000,
  });
  // It may still be reading that path, and put its own in the place of what was typed.
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
    { what: `the file dialog to take ${path}`, timeoutMs: 30_000 },
  );
}

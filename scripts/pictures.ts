/**
 * Takes the README's screenshots in a real VS Code: `node scripts/pictures.ts`, after `npm run package`.
 * Text is rendered with the fonts of this machine.
 */

import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { startDeepSeekServer } from '../test/fakes/deepseekServer.ts';
import { answer, question, reasoning, typedNext } from './demo/pictureTexts.ts';
import { madeFolder, root } from './host/paths.ts';
import { startSession } from './host/session.ts';
import {
  findWebview,
  openFile,
  runCommand,
  selectLines,
  setSideBarWidth,
  setTheme,
} from './host/workbench.ts';

const pictures = join(root, 'docs', 'pictures');
const sideBarWidth = 550;
const context = { viewport: { width: 1200, height: 710 }, deviceScaleFactor: 2 };

/** Hides everything in the window except the editor and the chat. */
const plainWindow = {
  'breadcrumbs.enabled': false,
  'editor.fontSize': 12,
  'editor.hideCursorInOverviewRuler': true,
  'editor.minimap.enabled': false,
  'editor.occurrencesHighlight': 'off',
  'editor.renderLineHighlight': 'none',
  'editor.renderWhitespace': 'none',
  'window.commandCenter': false,
  'window.menuBarVisibility': 'hidden',
  'workbench.layoutControl.enabled': false,
  'workbench.statusBar.visible': false,
};

/** Attaches the function that the question is about, asks, and types the next message. */
async function holdConversation(page: Page): Promise<void> {
  await openFile(page, 'shopping.py');
  await selectLines(page, 4, 9);
  await runCommand(page, 'DeepSeek: Ask About Selection');
  const panel = await findWebview(page);
  const composer = panel.getByRole('textbox', { name: 'Message DeepSeek' });
  await setSideBarWidth(page, sideBarWidth);
  await composer.fill(question);
  await composer.press('Enter');
  await panel.locator('[data-part="usage"]').waitFor({ timeout: 60_000 });
  await panel.getByRole('button', { name: 'Send' }).waitFor();
  await composer.fill(typedNext);
  await panel.locator('.hljs-keyword').first().waitFor();
}

const server = await startDeepSeekServer();
const amounts = { total_balance: '5.00', granted_balance: '0.00', topped_up_balance: '5.00' };
server.setBalance([{ currency: 'USD', ...amounts }]);
server.answerWith(() => ({ reasoning, content: answer, chunksPerSecond: 40 }));
const session = await startSession({
  settings: { ...plainWindow, 'deepseek.baseUrl': server.url, 'deepseek.profile': 'official' },
});
try {
  cpSync(join(root, 'scripts', 'demo', 'workspace'), session.workspace, { recursive: true });
  const page = await session.openWindow({ context });
  const empty = await session.openPanel(page);
  await empty.getByRole('textbox', { name: 'Message DeepSeek' }).waitFor();
  await holdConversation(page);
  for (const theme of ['light', 'dark'] as const) {
    await setTheme(page, theme);
    await runCommand(page, 'DeepSeek: Focus Chat');
    await runCommand(page, 'Notifications: Clear All Notifications');
    // An empty area of the activity bar, because edges and scroll bars react to the pointer.
    await page.mouse.move(24, context.viewport.height / 2);
    await page.screenshot({ path: join(madeFolder(pictures), `chat-${theme}.png`) });
  }
} finally {
  await session.stop();
  await server.close();
}

/** Drives a VS Code workbench in a page: opening windows, commands, themes, and the panel's frame. */

import type { Browser, BrowserContextOptions, Frame, Locator, Page } from 'playwright-core';
import type { CodeServer } from './codeServer.ts';
import { hangMs, until } from './until.ts';

/** What to open, and how the page is set up. */
export interface WorkbenchOptions {
  /** Folder to open; an empty window by default. */
  readonly folder?: string | undefined;
  /** A `.code-workspace` file to open instead of a folder. */
  readonly workspace?: string;
  readonly context?: BrowserContextOptions;
  /** Called before the page is opened, to add listeners or routes. */
  readonly prepare?: (page: Page) => Promise<void> | void;
}

/** Opens the workbench in a new browser context and resolves when it is loaded. */
export async function openWorkbench(
  browser: Browser,
  server: Pick<CodeServer, 'url' | 'log'>,
  options: WorkbenchOptions = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    ...options.context,
  });
  context.setDefaultTimeout(hangMs);
  const page = await context.newPage();
  await options.prepare?.(page);
  const url =
    options.workspace === undefined
      ? workbenchUrl(server.url, options.folder)
      : `${server.url}/?workspace=${encodeURIComponent(options.workspace)}`;
  await page.goto(url, { waitUntil: 'domcontentloaded' });
  try {
    // The theme's class is added last, after the built-in extensions are loaded.
    await page.locator('.monaco-workbench[class*="vscode-theme"]').waitFor();
    await page.locator('.monaco-workbench .part.activitybar .action-item').first().waitFor();
  } catch (error) {
    throw new Error(`The workbench did not load.\n${server.log()}`, { cause: error });
  }
  return page;
}

/** The URL of a window for a folder, or of an empty one. */
export function workbenchUrl(serverUrl: string, folder?: string): string {
  const query = folder === undefined ? 'ew=true' : `folder=${encodeURIComponent(folder)}`;
  return `${serverUrl}/?${query}`;
}

/** The frame of the webview that contains an element; rejects if none appears. */
export async function findWebview(page: Page, selector = '#root'): Promise<Frame> {
  return await until(
    async () => {
      for (const frame of page.frames()) {
        if (frame !== page.mainFrame() && (await holds(frame, selector))) return frame;
      }
      return undefined;
    },
    { what: `a webview with ${selector}`, details: () => frameList(page) },
  );
}

/** The frames of all webviews that contain an element. */
export async function findWebviews(page: Page, selector = '#root'): Promise<Frame[]> {
  const found: Frame[] = [];
  for (const frame of page.frames()) {
    if (frame !== page.mainFrame() && (await holds(frame, selector))) found.push(frame);
  }
  return found;
}

/** Opens the command palette with the full title of a command, such as "DeepSeek: New Chat". */
async function findCommand(page: Page, title: string, row: Locator): Promise<void> {
  // Extension commands are listed once the extension host has started, and the end of an earlier command may take
  // the focus, which closes the palette.
  await until(
    async () => {
      await page.keyboard.press('F1');
      return await quickInput(page)
        .fill(`>${title}`, { timeout: 2000 })
        .then(() => row.waitFor({ timeout: 5000 }))
        .then(
          () => true,
          () => false,
        );
    },
    { what: `the command ${title}` },
  );
}

/** Runs a command from the palette by its full title. */
export async function runCommand(
  page: Page,
  title: string,
  options: { readonly opensPicker?: boolean } = {},
): Promise<void> {
  const row = pickerRow(page, title);
  await findCommand(page, title, row);
  await row.click();
  if (options.opensPicker !== true) {
    await quickInput(page).waitFor({ state: 'hidden' });
  }
}

/** Runs a command from the palette with the keyboard only. */
export async function pressCommand(page: Page, title: string): Promise<void> {
  const focused = page.locator('.quick-input-list .monaco-list-row.focused');
  await findCommand(page, title, focused.filter({ hasText: title }));
  await page.keyboard.press('Enter');
}

/** Reloads the window by command, which lets VS Code save open editors first. */
export async function reloadWindow(page: Page): Promise<void> {
  const loaded = page.waitForEvent('load');
  await runCommand(page, 'Developer: Reload Window');
  await loaded;
}

/** Opens the view container with this title from the activity bar. */
export async function openSidebar(page: Page, title: string): Promise<void> {
  const tab = page.locator('.part.activitybar .action-item').filter({
    has: page.locator(`[aria-label^="${title}"]`),
  });
  await tab.first().waitFor();
  const selected = page
    .locator('.part.activitybar .action-item[aria-selected="true"]')
    .filter({ has: page.locator(`[aria-label^="${title}"]`) })
    .first();
  const isOpen = (timeout: number) =>
    selected.waitFor({ state: 'attached', timeout }).then(
      () => true,
      () => false,
    );
  if (await isOpen(500)) return;
  // A window that is restoring its views may open the container just before the click, which then closes it.
  await until(
    async () => {
      // A badge may cover the icon, so click the element that contains both.
      await tab.first().click();
      return await isOpen(3_000);
    },
    { what: `the side bar of ${title}` },
  );
}

/** The four built-in theme kinds: the setting's value, the picker's label, the class of the workbench. */
export const themes = {
  dark: { id: 'Dark Modern', label: 'Dark Modern', className: 'vs-dark' },
  light: { id: 'Light Modern', label: 'Light Modern', className: 'vs' },
  highContrast: {
    id: 'Default High Contrast',
    label: 'Dark High Contrast',
    className: 'hc-black',
  },
  highContrastLight: {
    id: 'Default High Contrast Light',
    label: 'Light High Contrast',
    className: 'hc-light',
  },
} as const;

/** Changes the color theme with VS Code's picker and waits until it is applied. */
export async function setTheme(page: Page, theme: keyof typeof themes): Promise<void> {
  const { label, className } = themes[theme];
  await runCommand(page, 'Preferences: Color Theme', { opensPicker: true });
  await pick(page, label);
  await page.locator(`.monaco-workbench.${className}`).waitFor();
}

/** Resizes the side bar to a width in CSS pixels by dragging its edge. */
export async function setSideBarWidth(page: Page, width: number): Promise<void> {
  const bar = await page.locator('.part.sidebar').boundingBox();
  if (bar === null) throw new Error('The side bar is not open.');
  const edge = bar.x + bar.width;
  const middle = bar.y + bar.height / 2;
  await page.mouse.move(edge, middle);
  await page.mouse.down();
  await page.mouse.move(bar.x + width, middle, { steps: 5 });
  await page.mouse.up();
}

/** Selects the item with this label in the open picker. */
export async function pick(page: Page, label: string): Promise<void> {
  const box = quickInput(page);
  await box.fill(label);
  await pickerRow(page, label).click();
  await box.waitFor({ state: 'hidden' });
}

/** Opens a file of the workspace in an editor and focuses it. */
export async function openFile(page: Page, name: string): Promise<void> {
  const box = await openQuickInput(page);
  // Without its prefix, the palette searches for files.
  await box.fill(name);
  await pickerRow(page, name).click();
  await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
  await page.locator('.editor-instance .monaco-editor.focused').waitFor();
}

/** Selects entire lines in the focused editor, one-based. */
export async function selectLines(page: Page, first: number, last: number): Promise<void> {
  const box = await openQuickInput(page);
  await box.fill(`:${String(first)}`);
  await box.press('Enter');
  await box.waitFor({ state: 'hidden' });
  await page.locator('.editor-instance .monaco-editor.focused').waitFor();
  for (let line = first; line <= last; line += 1) await page.keyboard.press('Shift+ArrowDown');
}

/** Opens the command palette and resolves to its input. */
async function openQuickInput(page: Page): Promise<Locator> {
  const box = quickInput(page);
  await until(
    async () => {
      await page.keyboard.press('F1');
      return await box.waitFor({ state: 'visible', timeout: 2000 }).then(
        () => true,
        () => false,
      );
    },
    { what: 'the command palette' },
  );
  return box;
}

function quickInput(page: Page): Locator {
  return page.locator('.quick-input-widget input.input');
}

function pickerRow(page: Page, label: string): Locator {
  const name = page.locator('.label-name', { hasText: new RegExp(`^${escapePattern(label)}$`) });
  return page.locator('.quick-input-list .monaco-list-row').filter({ has: name }).first();
}

async function holds(frame: Frame, selector: string): Promise<boolean> {
  try {
    return (await frame.locator(selector).count()) > 0;
  } catch {
    // The frame was removed during the query; webviews may reload at any time.
    return false;
  }
}

function frameList(page: Page): string {
  return page
    .frames()
    .map((frame) => `frame ${frame.url().slice(0, 120)}`)
    .join('\n');
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

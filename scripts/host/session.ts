/** One user's VS Code for an end-to-end test: its own profile with the packaged extension, and a browser. */

import { join } from 'node:path';
import type { Browser, Frame, Page } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { type CodeServer, startCodeServer } from './codeServer.ts';
import { madeFolder, outFolder, packageFile } from './paths.ts';
import { makeTemporaryFolder } from './temporaryFolder.ts';
import { recordWindow, type WindowRecord } from './windowRecord.ts';
import { findWebview, openSidebar, openWorkbench, type WorkbenchOptions } from './workbench.ts';

/** How the session is set up. */
export interface SessionOptions {
  readonly settings?: Readonly<Record<string, unknown>>;
  /** `false` leaves workspace trust on, so that the folder opens restricted; default true. */
  readonly trust?: boolean;
  /** Packages to install instead of the extension. */
  readonly install?: readonly string[];
  /** Files that webviews may load, if not the extension's own: from the name of the installed folder on. */
  readonly mayLoad?: RegExp;
  readonly env?: NodeJS.ProcessEnv;
}

/** A running session. */
export interface Session {
  readonly server: CodeServer;
  readonly browser: Browser;
  /** The folder that windows open; empty at first. */
  readonly workspace: string;
  /** What each window did since it was opened. */
  readonly records: readonly WindowRecord[];
  /** Opens a window in a fresh browser context. */
  openWindow(options?: WorkbenchOptions): Promise<Page>;
  /** Opens the extension's container in the side bar and resolves to the panel's frame. */
  openPanel(page: Page): Promise<Frame>;
  /** Saves what the window shows as out/screenshots/NAME.png. */
  screenshot(page: Page, name: string): Promise<void>;
  /**
   * Ends everything and takes the profile away; rejects when a webview asked the network for anything
   * but its own files, or broke its policy.
   */
  stop(): Promise<void>;
}

/** Starts a server with a fresh profile, and a browser. */
export async function startSession(options: SessionOptions = {}): Promise<Session> {
  const temporary = makeTemporaryFolder('session-');
  const home = temporary.path;
  const workspace = madeFolder(home, 'workspace');
  const server = await startCodeServer({
    userDataDir: join(home, 'user-data'),
    extensionsDir: join(home, 'extensions'),
    trust: options.trust ?? true,
    settings: options.settings ?? {},
    install: options.install ?? [packageFile()],
    env: options.env ?? {},
  });
  const browser = await launchChromium().catch(async (error: unknown) => {
    await server.stop();
    temporary.remove();
    throw error;
  });
  const records: WindowRecord[] = [];
  return {
    server,
    browser,
    records,
    workspace,
    openWindow: (window = {}) =>
      openWorkbench(browser, server, {
        folder: workspace,
        ...window,
        async prepare(page) {
          records.push(await recordWindow(page, server.url, options.mayLoad));
          await window.prepare?.(page);
        },
      }),
    async openPanel(page) {
      await openSidebar(page, 'DeepSeek');
      return await findWebview(page);
    },
    async screenshot(page, name) {
      await page.screenshot({ path: join(madeFolder(outFolder, 'screenshots'), `${name}.png`) });
    },
    async stop() {
      await browser.close();
      await server.stop();
      temporary.remove();
      const faults = records.flatMap(({ foreign, violations }) => [...foreign, ...violations]);
      if (faults.length > 0) {
        throw new Error(`Webviews did what they must not:\n${faults.join('\n')}`);
      }
    },
  };
}

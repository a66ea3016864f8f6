/** A user's VS Code for an end-to-end test: a separate profile with the packaged extension, and browser windows. */

import { join } from 'node:path';
import type { BrowserContext, Frame, Page } from 'playwright-core';
import { type CodeServer, installVsix, startCodeServer } from './codeServer.ts';
import { madeFolder, outFolder, packageFile } from './paths.ts';
import { sharedChromium } from './sharedChromium.ts';
import { makeTemporaryFolder } from './temporaryFolder.ts';
import { recordWindow, type WindowRecord } from './windowRecord.ts';
import { findWebview, openSidebar, openWorkbench, type WorkbenchOptions } from './workbench.ts';

/** Options of a session. */
export interface SessionOptions {
  readonly settings?: Readonly<Record<string, unknown>>;
  /** `false` keeps workspace trust, so the folder opens in restricted mode; default true. */
  readonly trust?: boolean;
  /** Packages to install instead of the extension. */
  readonly install?: readonly string[];
  /** Files that webviews may load, if not the extension's own, as paths starting with the installed folder's name. */
  readonly mayLoad?: RegExp;
  readonly env?: NodeJS.ProcessEnv;
}

/** A running session. */
export interface Session {
  readonly server: CodeServer;
  /** The folder that windows open; empty at first. */
  readonly workspace: string;
  /** The record of each window since it was opened. */
  readonly records: readonly WindowRecord[];
  /** Opens a window in a new browser context. */
  openWindow(options?: WorkbenchOptions): Promise<Page>;
  /** Opens the extension's view in the side bar and resolves to the panel's frame. */
  openPanel(page: Page): Promise<Frame>;
  /** Saves a screenshot of the window as out/screenshots/NAME.png. */
  screenshot(page: Page, name: string): Promise<void>;
  /**
   * Stops everything and deletes the profile; rejects if a webview requested anything except its own files, or violated
   * its content security policy.
   */
  stop(): Promise<void>;
}

let installed: Promise<string> | undefined;

/** The folder with the packaged extension, installed once for all sessions of this process. */
function installedExtension(): Promise<string> {
  installed ??= install();
  return installed;
}

async function install(): Promise<string> {
  const { path } = makeTemporaryFolder('installed-');
  const extensionsDir = join(path, 'extensions');
  await installVsix({ userDataDir: join(path, 'user-data'), extensionsDir }, packageFile());
  return extensionsDir;
}

/** Starts a server with a fresh profile. */
export async function startSession(options: SessionOptions = {}): Promise<Session> {
  const temporary = makeTemporaryFolder('session-');
  const home = temporary.path;
  const workspace = madeFolder(home, 'workspace');
  const server = await startCodeServer({
    userDataDir: join(home, 'user-data'),
    extensionsDir:
      options.install === undefined ? await installedExtension() : join(home, 'extensions'),
    trust: options.trust ?? true,
    settings: options.settings ?? {},
    install: options.install ?? [],
    env: options.env ?? {},
  });
  const browser = await sharedChromium().catch(async (error: unknown) => {
    await server.stop();
    temporary.remove();
    throw error;
  });
  const records: WindowRecord[] = [];
  const contexts: BrowserContext[] = [];
  return {
    server,
    records,
    workspace,
    openWindow: (window = {}) =>
      openWorkbench(browser, server, {
        folder: workspace,
        ...window,
        async prepare(page) {
          contexts.push(page.context());
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
      for (const context of contexts) await context.close();
      await server.stop();
      temporary.remove();
      const faults = records.flatMap(({ foreign, violations }) => [...foreign, ...violations]);
      if (faults.length > 0) {
        throw new Error(`Webviews did what they must not:\n${faults.join('\n')}`);
      }
    },
  };
}

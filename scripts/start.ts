/**
 * Opens a real VS Code with the extension: `node scripts/start.ts [--check] [--no-open] [--profile=NAME]`.
 * `--check` verifies in a headless browser that the panel appears, and then stops everything;
 * `--no-open` only prints the URL; a profile is a folder under .vscode-test.
 */

import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { launchChromium } from './host/chromium.ts';
import { startCodeServer, writeSettings } from './host/codeServer.ts';
import { cacheFolder, madeFolder, outFolder, packageFile, root } from './host/paths.ts';
import { findWebview, openWorkbench, workbenchUrl } from './host/workbench.ts';
import { runNode } from './child.ts';
import { openInBrowser } from './demo/browserWindow.ts';
import { canOpenDesktop, openDesktop } from './demo/desktopCode.ts';
import { startEndpoint } from './demo/endpoint.ts';
import { seedGuidedChat } from './demo/guidedChat.ts';

const { values: flags } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    'no-open': { type: 'boolean', default: false },
    profile: { type: 'string' },
  },
});
const checking = flags.check;
const key = process.env['DEEPSEEK_API_KEY'];
// Child processes do not need it.
delete process.env['DEEPSEEK_API_KEY'];

const home = madeFolder(cacheFolder, flags.profile ?? (checking ? 'start-check' : 'start'));
const folders = {
  userDataDir: join(home, 'user-data'),
  extensionsDir: join(home, 'extensions'),
};
const opener = join(root, 'scripts', 'demo', 'opener');
const workspace = join(home, 'workspace');

/** Cleanup functions, run in reverse order. */
const cleanups: (() => Promise<void>)[] = [];
let stopping = false;
const asked = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // `npm` repeats a Ctrl+C that the terminal has already sent; the second one is ignored.
    process.on(signal, () => {
      stopping = true;
      resolve();
    });
  }
  // `npm` kills the shell that runs this, and the shell does not forward the signal.
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
  }, 250);
  watch.unref();
});

const started = performance.now();

function say(text: string): void {
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`[${seconds.padStart(5)} s] ${text}`);
}

/** Aborts the start if the user has requested it. */
function proceed(): void {
  if (stopping) throw new Error('Stopped while starting.');
}

async function start(): Promise<void> {
  say('Building and packing the extension …');
  const vsix = await packExtension();
  proceed();
  const endpoint = await startEndpoint(key);
  cleanups.push(() => endpoint.close());
  say(`The extension talks to ${endpoint.url}: ${endpoint.what}.`);
  const settings = { 'deepseek.baseUrl': endpoint.url, 'deepseek.profile': 'official' };
  if (!existsSync(workspace)) {
    cpSync(join(root, 'scripts', 'demo', 'workspace'), workspace, { recursive: true });
  }
  if (endpoint.isDemo) await seedGuidedChat(folders.userDataDir);
  proceed();
  const desktop =
    checking || flags['no-open']
      ? { able: false, why: 'not wanted' }
      : canOpenDesktop(oldestVscode());
  if (desktop.able) startDesktop(settings, desktop.why);
  else await startInBrowser(vsix, settings, desktop.why, endpoint.isDemo);
}

function startDesktop(settings: Readonly<Record<string, unknown>>, why: string): void {
  writeSettings(folders.userDataDir, settings);
  const window = openDesktop({ ...folders, extensions: [root, opener], folder: workspace });
  cleanups.push(() => window.stop());
  say(`Opening the desktop VS Code (${why}) with a profile of its own in ${relative(root, home)}.`);
  say('Ready: the chat is in the side bar. Ctrl+C here, or closing the window, ends it.');
  window.closed.then(
    () => process.kill(process.pid, 'SIGTERM'),
    (error: unknown) => {
      console.error(error);
      process.kill(process.pid, 'SIGTERM');
    },
  );
}

async function startInBrowser(
  vsix: string,
  settings: Readonly<Record<string, unknown>>,
  why: string,
  hasChat: boolean,
): Promise<void> {
  say(`Starting the VS Code that comes from npm, for a browser (desktop: ${why}) …`);
  // Recreated, so that no extension of an earlier start remains.
  rmSync(folders.extensionsDir, { recursive: true, force: true });
  const server = await startCodeServer({
    ...folders,
    settings,
    trust: true,
    install: [vsix, await packOpener()],
  });
  cleanups.push(() => server.stop());
  proceed();
  const url = workbenchUrl(server.url, workspace);
  if (checking) return await check(server, hasChat);
  const shown = !flags['no-open'] && (await openInBrowser(url));
  say(`Ready: ${shown ? 'your browser opens' : 'open this in a browser:'} ${url}`);
  say('The chat is in the side bar on the left. Ctrl+C here ends it.');
}

async function check(
  server: Awaited<ReturnType<typeof startCodeServer>>,
  hasChat: boolean,
): Promise<void> {
  const browser = await launchChromium();
  cleanups.push(() => browser.close());
  const page = await openWorkbench(browser, server, { folder: workspace });
  say('The workbench is loaded.');
  await findWebview(page);
  say('The panel is open.');
  if (hasChat) {
    // Search all frames, because VS Code may have recreated the first one.
    await findWebview(page, '#root article');
    say('The guided chat is shown.');
  }
  stopping = true;
}

/** Packages in a separate process, whose output is shown only on failure. */
async function packExtension(): Promise<string> {
  const { code, output } = await runNode(['scripts/package.ts'], { timeoutMs: 120_000 });
  if (code !== 0) throw new Error(`The extension cannot be packed.\n${output}`);
  return packageFile();
}

async function packOpener(): Promise<string> {
  const file = join(madeFolder(outFolder), 'opener.vsix');
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  const options = ['--no-dependencies', '--allow-missing-repository', '--skip-license'];
  const { code, output } = await runNode([vsce, 'package', ...options, '--out', file], {
    cwd: opener,
    timeoutMs: 60_000,
  });
  if (code !== 0) throw new Error(`The opener cannot be packed.\n${output}`);
  return file;
}

function oldestVscode(): string {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    engines: { vscode: string };
  };
  return manifest.engines.vscode.replace(/^\D*/, '');
}

async function stop(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) {
    await cleanup().catch((error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    });
  }
  if (checking) rmSync(home, { recursive: true, force: true });
}

try {
  await start();
  if (!stopping) await asked;
} catch (error) {
  if (!stopping) {
    console.error(error);
    process.exitCode = 1;
  }
}
say('Stopping …');
await stop();
say(checking ? 'Checked.' : 'Stopped; nothing is left running.');

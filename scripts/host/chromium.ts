/** Finds or installs Chromium and starts it headless. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { root } from './paths.ts';

/** No background requests, and usable as root and without a GPU. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-features=LocalNetworkAccessChecks',
];

/** Starts a headless Chromium, installing one if necessary; rejects with the reason for a failure. */
export async function launchChromium(args: readonly string[] = []): Promise<Browser> {
  return await chromium.launch({
    executablePath: ensureChromium(),
    headless: true,
    args: [...flags, ...args],
    // The caller closes it.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

/** The path of a Chromium; throws an error that lists the attempts. */
export function ensureChromium(): string {
  const found = findChromium();
  if (found !== undefined) return found;
  const tried = [installFromDebian(), installFromPlaywright()].filter((line) => line !== undefined);
  const installed = findChromium();
  if (installed !== undefined) return installed;
  throw new Error(
    ['No Chromium: set CHROMIUM_PATH to one.', ...tried.map((line) => `  ${line}`)].join('\n'),
  );
}

/** The first of the candidate browsers that exists. */
export function findChromium(): string | undefined {
  return [
    process.env['CHROMIUM_PATH'],
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    chromium.executablePath(),
  ].find((path) => path !== undefined && path !== '' && existsSync(path));
}

function installFromDebian(): string | undefined {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    return 'apt-get: only as root on Debian and its like (`apt-get install chromium`).';
  }
  console.log('Installing Chromium with apt-get …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const updated = spawnSync('apt-get', ['update'], { env, encoding: 'utf8' });
  if (updated.status !== 0) return `apt-get update failed: ${lastLine(updated.stderr)}`;
  const installed = spawnSync('apt-get', ['install', '-y', 'chromium'], { env, encoding: 'utf8' });
  if (installed.status === 0) return undefined;
  return `apt-get install chromium failed: ${lastLine(installed.stderr)}`;
}

function installFromPlaywright(): string | undefined {
  if (findChromium() !== undefined) return undefined;
  console.log('Installing Chromium with playwright-core …');
  const cli = join(root, 'node_modules', 'playwright-core', 'cli.js');
  const done = spawnSync(process.execPath, [cli, 'install', 'chromium'], { encoding: 'utf8' });
  if (done.status === 0) return undefined;
  return `playwright-core install chromium failed: ${lastLine(done.stderr)}`;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

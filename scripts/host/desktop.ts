/** Decides which VS Code runs the integration tests: the desktop one if available, otherwise the one from npm. */

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, SilentReporter } from '@vscode/test-electron';
import { vscodeVersion } from './installCodeServer.ts';
import { cacheFolder, madeFolder } from './paths.ts';

/** An executable that `runTests` of `@vscode/test-electron` can start, and why it was chosen. */
export interface TestHost {
  readonly executable: string;
  readonly kind: 'desktop' | 'npm';
  readonly reason: string;
}

let chosen: Promise<TestHost> | undefined;

/**
 * The VS Code for tests, decided once per run. With `REQUIRE_DESKTOP_VSCODE=1`, rejects if only the one from npm is
 * available.
 */
export function chooseTestHost(): Promise<TestHost> {
  return (chosen ??= desktopHost().catch((error: unknown) => {
    if (process.env['REQUIRE_DESKTOP_VSCODE'] === '1') throw error;
    return {
      executable: writeLauncher(),
      kind: 'npm' as const,
      reason: error instanceof Error ? error.message : String(error),
    };
  }));
}

/** The desktop VS Code; rejects with the reason if it cannot be used here. */
async function desktopHost(): Promise<TestHost> {
  const headless = process.platform === 'linux' && (process.env['DISPLAY'] ?? '') === '';
  if (headless && spawnSync('xvfb-run', ['--help']).status !== 0) {
    throw new Error('there is no display and no xvfb-run for a desktop VS Code');
  }
  const code = await download();
  // The download may not run, because a minimal machine lacks its libraries.
  const probe = spawnSync(code, ['-e', 'process.exit(7)'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    encoding: 'utf8',
  });
  if (probe.status !== 7) throw new Error(`the desktop VS Code does not start: ${probe.stderr}`);
  const executable = headless
    ? writeExecutable('desktop-in-xvfb', `exec xvfb-run -a ${quote(code)} "$@"`)
    : code;
  return { executable, kind: 'desktop', reason: `fetched VS Code ${vscodeVersion}` };
}

async function download(): Promise<string> {
  try {
    return await downloadAndUnzipVSCode({
      version: vscodeVersion,
      cachePath: madeFolder(cacheFolder),
      timeout: 15_000,
      reporter: new SilentReporter(),
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`the desktop VS Code cannot be fetched: ${message}`, { cause: error });
  }
}

function writeLauncher(): string {
  const launcher = join(import.meta.dirname, 'launcher.ts');
  return process.platform === 'win32'
    ? writeFile('launcher.cmd', `@"${process.execPath}" "${launcher}" %*\r\n`)
    : writeExecutable('launcher', `exec ${quote(process.execPath)} ${quote(launcher)} "$@"`);
}

function writeExecutable(name: string, line: string): string {
  return writeFile(name, `#!/bin/sh\n${line}\n`);
}

function writeFile(name: string, text: string): string {
  const path = join(madeFolder(cacheFolder), name);
  writeFileSync(path, text, { mode: 0o755 });
  return path;
}

function quote(text: string): string {
  return `'${text.replace(/'/g, `'\\''`)}'`;
}

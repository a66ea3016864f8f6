/** Opens and closes the desktop VS Code of this machine with a separate profile. */

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnvironment } from '../host/environment.ts';
import { isAlive, killTree } from '../host/processTree.ts';

/** What to open. */
export interface DesktopOptions {
  readonly userDataDir: string;
  readonly extensionsDir: string;
  /** Folders of the extensions to load from source. */
  readonly extensions: readonly string[];
  readonly folder: string;
}

/** An open window. */
export interface DesktopWindow {
  /** Resolves when the user has closed it. */
  readonly closed: Promise<void>;
  stop(): Promise<void>;
}

/** Whether `code` can open a window here and is new enough, with the reason if not. */
export function canOpenDesktop(oldest: string): { readonly able: boolean; readonly why: string } {
  const blind =
    process.platform === 'linux' &&
    (process.env['DISPLAY'] ?? '') === '' &&
    (process.env['WAYLAND_DISPLAY'] ?? '') === '';
  if (blind) return { able: false, why: 'there is no display' };
  // In a remote window, `code` only talks to that window.
  if (process.env['VSCODE_IPC_HOOK_CLI'] !== undefined) {
    return { able: false, why: 'this terminal belongs to a remote VS Code' };
  }
  const asked = spawnSync('code', ['--version'], {
    encoding: 'utf8',
    env: cleanEnvironment(),
    shell: process.platform === 'win32',
  });
  const version = asked.stdout?.split('\n')[0]?.trim() ?? '';
  if (asked.status !== 0 || version === '') return { able: false, why: '`code` is not on PATH' };
  return isAtLeast(version, oldest)
    ? { able: true, why: `found VS Code ${version}` }
    : { able: false, why: `VS Code ${version} is older than ${oldest}` };
}

/** Opens a window; resolves as soon as it was requested. */
export function openDesktop(options: DesktopOptions): DesktopWindow {
  const child = spawn(
    'code',
    [
      '--wait',
      '--new-window',
      '--disable-workspace-trust',
      '--user-data-dir',
      options.userDataDir,
      '--extensions-dir',
      options.extensionsDir,
      ...options.extensions.map((folder) => `--extensionDevelopmentPath=${folder}`),
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      options.folder,
    ],
    { env: cleanEnvironment(), stdio: 'ignore', shell: process.platform === 'win32' },
  );
  const closed = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve());
  });
  return {
    closed,
    async stop() {
      // `code` detaches from the window's process, whose id is in the lock file.
      const main = lockedBy(options.userDataDir);
      if (main !== undefined && isAlive(main)) await killTree(main);
      if (child.pid !== undefined && isAlive(child.pid)) await killTree(child.pid);
    },
  };
}

function lockedBy(userDataDir: string): number | undefined {
  const file = join(userDataDir, 'code.lock');
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : Number.NaN;
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

function isAtLeast(version: string, oldest: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldMajor = 0, oldMinor = 0] = oldest.split('.').map(Number);
  return major > oldMajor || (major === oldMajor && minor >= oldMinor);
}

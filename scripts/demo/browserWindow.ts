/** Opens a URL in the user's browser. */

import { spawn } from 'node:child_process';

/** Opens the URL if this machine has a display; resolves to whether it did. */
export function openInBrowser(url: string): Promise<boolean> {
  const command = browserCommand();
  if (command === undefined) return Promise.resolve(false);
  const [program, ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}

function browserCommand(): readonly [string, ...string[]] | undefined {
  if (process.platform === 'darwin') return ['open'];
  if (process.platform === 'win32') return ['cmd', '/c', 'start', ''];
  const seen = (process.env['DISPLAY'] ?? '') + (process.env['WAYLAND_DISPLAY'] ?? '');
  return seen === '' ? undefined : ['xdg-open'];
}

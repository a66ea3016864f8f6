/** Downloads the VS Code in the npm package `code-server` once and caches it. */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, madeFolder } from './paths.ts';

/** The package version; 4.139.1 contains VS Code 1.139.1. */
export const codeServerVersion = '4.139.1';

/** The version of VS Code in it. */
export const vscodeVersion = '1.139.1';

/** The script that starts the server or installs an extension. */
export function codeServerEntry(folder: string): string {
  return join(folder, 'out', 'node', 'entry.js');
}

/** The unpacked package with its dependencies; rejects with npm's output if it cannot be installed. */
export async function installCodeServer(): Promise<string> {
  const folder = join(cacheFolder, `code-server-${codeServerVersion}`);
  if (existsSync(codeServerEntry(folder))) return folder;
  console.log(`Getting VS Code ${vscodeVersion} from npm (code-server ${codeServerVersion}) …`);
  // Built in a temporary folder and renamed, so that an interrupted attempt is never used.
  const building = await mkdtemp(join(madeFolder(cacheFolder), 'building-'));
  try {
    await run('npm', ['pack', `code-server@${codeServerVersion}`, '--silent'], building);
    const archive = (await readdir(building)).find((name) => name.endsWith('.tgz'));
    if (archive === undefined) throw new Error('`npm pack code-server` left no archive.');
    await run('tar', ['-xzf', archive], building);
    const unpacked = join(building, 'package');
    const install = ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
    await run('npm', install, unpacked);
    await run('npm', install, join(unpacked, 'lib', 'vscode'));
    await rename(unpacked, folder).catch((error: unknown) => {
      // Another process was faster; use its result.
      if (!existsSync(codeServerEntry(folder))) throw error;
    });
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  return folder;
}

function run(command: string, args: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, shell: process.platform === 'win32' });
    let output = '';
    const keep = (data: Buffer): void => {
      output = (output + data.toString()).slice(-4000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`\`${command} ${args.join(' ')}\` ended with ${code}:\n${output}`));
    });
  });
}

/** Runs the VS Code from npm as a server on loopback. */

import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cleanEnvironment } from './environment.ts';
import { codeServerEntry, installCodeServer } from './installCodeServer.ts';
import { madeFolder } from './paths.ts';
import { killTree } from './processTree.ts';
import { until } from './until.ts';

/** Settings that hide VS Code's own chat, welcome page and notifications. */
export const quietSettings: Readonly<Record<string, unknown>> = {
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
  'git.openRepositoryInParentFolders': 'never',
  // Use the configured theme instead of the system's.
  'window.autoDetectColorScheme': false,
};

/** The two data folders of a VS Code instance. */
export interface CodeServerFolders {
  readonly userDataDir: string;
  readonly extensionsDir: string;
}

/** How to start a server. */
export interface CodeServerOptions extends CodeServerFolders {
  /** Defaults to a free port. */
  readonly port?: number;
  /** User settings, in addition to `quietSettings`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** `true` trusts every folder; `false` keeps workspace trust, so folders open in restricted mode. */
  readonly trust: boolean;
  /** Additional environment variables for the server and its extension host. */
  readonly env?: NodeJS.ProcessEnv;
  /** Packaged extensions to install first. */
  readonly install?: readonly string[];
  /** Display language, if its language pack is installed. */
  readonly locale?: string;
}

/** A running server. */
export interface CodeServer extends CodeServerFolders {
  /** `http://127.0.0.1:PORT`, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Folder of its sockets and logs. */
  readonly temporaryDir: string;
  /** The end of the server's output. */
  log(): string;
  /** Replaces the user settings; applied to windows opened or reloaded afterwards. */
  writeSettings(settings: Readonly<Record<string, unknown>>): void;
  /** Installs a packaged extension; available in windows opened afterwards. */
  installVsix(file: string): Promise<void>;
  /** Stops the server and its children; idempotent. */
  stop(): Promise<void>;
}

/** Installs a packaged extension without a running server; rejects with the installer's output. */
export async function installVsix(folders: CodeServerFolders, file: string): Promise<void> {
  const entry = codeServerEntry(await installCodeServer());
  const args = [entry, ...folderArguments(folders), '--install-extension', file];
  const temporary = mkdtempSync(join(shortTemporaryFolder(), 'vsc-'));
  try {
    const env = cleanEnvironment(ownFolders(temporary));
    await promisify(execFile)(process.execPath, args, { env });
  } catch (error) {
    throw new Error(`Cannot install ${file}.`, { cause: error });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** The stop functions of all servers started by this process. */
const running = new Set<() => Promise<void>>();
let listening = false;

/** Stops the servers when the process is interrupted, unless it handles that itself. */
function stopOnSignals(): void {
  if (listening) return;
  listening = true;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (process.listenerCount(signal) > 1) return;
      void Promise.allSettled([...running].map((stop) => stop())).then(() => process.exit(1));
    });
  }
}

/** Starts a server and resolves when it responds; rejects with the end of its log otherwise. */
export async function startCodeServer(options: CodeServerOptions): Promise<CodeServer> {
  const entry = codeServerEntry(await installCodeServer());
  const port = options.port ?? (await freePort());
  writeSettings(options.userDataDir, options.settings ?? {});
  for (const file of options.install ?? []) await installVsix(options, file);
  const temporary = mkdtempSync(join(shortTemporaryFolder(), 'vsc-'));
  const child = spawn(process.execPath, [entry, ...serverArguments(options, port, temporary)], {
    env: cleanEnvironment({ ...options.env, ...ownFolders(temporary) }),
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl+C must reach `stop` first, not the entire process group.
    detached: process.platform !== 'win32',
  });
  let log = '';
  const keep = (data: Buffer): void => {
    log = (log + data.toString()).slice(-20_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const pid = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => resolve(child.pid ?? 0));
  });
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> =>
    (stopping ??= killTree(pid)
      .then(() => rm(temporary, { recursive: true, force: true }))
      .finally(() => running.delete(stop)));
  running.add(stop);
  stopOnSignals();
  const url = `http://127.0.0.1:${port}`;
  try {
    await until(
      () => {
        if (child.exitCode !== null) throw new Error(`The server ended at once.\n${log}`);
        return answers(`${url}/healthz`);
      },
      { what: 'the server to answer', details: () => log },
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    userDataDir: options.userDataDir,
    extensionsDir: options.extensionsDir,
    url,
    port,
    pid,
    temporaryDir: temporary,
    log: () => log,
    writeSettings: (settings) => writeSettings(options.userDataDir, settings),
    installVsix: (file) => installVsix(options, file),
    stop,
  };
}

/** A free loopback port. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('No free port.'));
      });
    });
  });
}

/** Socket paths are limited to about 100 characters, which some temporary folders exceed. */
function shortTemporaryFolder(): string {
  const usual = tmpdir();
  return process.platform === 'win32' || usual.length <= 30 ? usual : '/tmp';
}

/** Where the server puts sockets, logs and its heartbeat, in one folder that is removed with it. */
function ownFolders(temporary: string): NodeJS.ProcessEnv {
  return { TMPDIR: temporary, XDG_RUNTIME_DIR: temporary, XDG_DATA_HOME: join(temporary, 'data') };
}

function folderArguments(folders: CodeServerFolders): readonly string[] {
  return [
    '--user-data-dir',
    folders.userDataDir,
    '--extensions-dir',
    folders.extensionsDir,
    // Otherwise it would be written to the user's home folder.
    '--config',
    join(madeFolder(folders.userDataDir), 'code-server.yaml'),
  ];
}

function serverArguments(
  options: CodeServerOptions,
  port: number,
  temporary: string,
): readonly string[] {
  return [
    ...folderArguments(options),
    '--session-socket',
    join(temporary, 'session.sock'),
    '--auth',
    'none',
    '--bind-addr',
    `127.0.0.1:${port}`,
    '--disable-telemetry',
    '--disable-update-check',
    ...(options.trust ? ['--disable-workspace-trust'] : []),
    ...(options.locale === undefined ? [] : ['--locale', options.locale]),
  ];
}

/** Writes a profile's user settings, in addition to `quietSettings`. */
export function writeSettings(
  userDataDir: string,
  settings: Readonly<Record<string, unknown>>,
): void {
  const file = join(madeFolder(userDataDir, 'User'), 'settings.json');
  writeFileSync(file, JSON.stringify({ ...quietSettings, ...settings }, null, 2));
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    // Not listening yet.
    return false;
  }
}

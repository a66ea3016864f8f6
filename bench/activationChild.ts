/** One round of the activation benchmark, in a process of its own: `node bench/activationChild.ts FILE [activate]`. */

// An extension host has these loaded before any extension, so their cost is not the extension's.
import 'node:crypto';
import 'node:fs/promises';
import 'node:perf_hooks';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, createVscodeStub, installVscode } from '../test/host/vscodeStub.ts';

/** What one round tells; times are CPU milliseconds, user and system. */
export interface Round {
  readonly requireMs: number;
  readonly activateMs: number;
  /** Absolute paths of the modules that were loaded. */
  readonly loaded: readonly string[];
  /** Node's own modules that were loaded on the way, by their public names. */
  readonly builtins: readonly string[];
}

interface Extension {
  readonly activate?: (context: unknown) => unknown;
  readonly deactivate?: () => unknown;
}

const [file, activating] = process.argv.slice(2);
if (file === undefined) throw new Error('Needs a FILE.');

installVscode(createVscodeStub());

const require = createRequire(import.meta.url);
const storage = mkdtempSync(join(tmpdir(), 'bench-'));
try {
  const context = createContext(storage);
  const before = new Set(loadedBuiltins());
  const [extension, requireMs] = await cpu(() => require(file) as Extension);
  const [, activateMs] = await cpu(() =>
    activating === 'activate' ? extension.activate?.(context) : undefined,
  );
  const loaded = Object.keys(require.cache);
  const builtins = loadedBuiltins().filter((name) => !before.has(name));
  const round: Round = { requireMs, activateMs, loaded, builtins };
  process.stdout.write(JSON.stringify(round));
  await extension.deactivate?.();
} finally {
  rmSync(storage, { recursive: true, force: true });
}
// What the extension keeps open, such as timers, is of no more interest.
process.exit(0);

/** Not a documented property; where it is missing there is nothing to tell. */
function loadedBuiltins(): readonly string[] {
  const { moduleLoadList = [] } = process as { moduleLoadList?: readonly string[] };
  return moduleLoadList.flatMap(
    (line) => /^NativeModule (?!internal\/|_)(.+)$/.exec(line)?.[1] ?? [],
  );
}

async function cpu<T>(work: () => T | Promise<T>): Promise<[T, number]> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return [result, (user + system) / 1000];
}

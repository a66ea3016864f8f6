/**
 * One round of the activation benchmark in a separate process: `node bench/host/activationChild.ts FILE [activate]`.
 */

// Extension hosts load these before any extension, so they are not part of the extension's cost.
import 'node:crypto';
import 'node:fs/promises';
import 'node:perf_hooks';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createContext, createVscodeStub, installVscode } from '../../scripts/host/vscodeStub.ts';

/** Measurements of one round: CPU milliseconds, user and system. */
export interface Round {
  readonly importMs: number;
  readonly activateMs: number;
}

interface Extension {
  readonly activate?: (context: unknown) => unknown;
}

const [file, activating] = process.argv.slice(2);
if (file === undefined) throw new Error('Needs a FILE.');

installVscode(createVscodeStub());

const storage = mkdtempSync(join(tmpdir(), 'bench-'));
try {
  const context = createContext(storage);
  const url = pathToFileURL(file).href;
  const [extension, importMs] = await cpu(() => import(url) as Promise<Extension>);
  const [, activateMs] = await cpu(() =>
    activating === 'activate' ? extension.activate?.(context) : undefined,
  );
  const round: Round = { importMs, activateMs };
  process.stdout.write(JSON.stringify(round));
} finally {
  rmSync(storage, { recursive: true, force: true });
}
// Timers and streams of the extension must not keep this process alive.
process.exit(0);

async function cpu<T>(work: () => T | Promise<T>): Promise<[T, number]> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return [result, (user + system) / 1000];
}

/** A temporary folder for one measurement, and what kind of disk it lies on. */

import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const knownTypes: Readonly<Record<number, string>> = {
  0xef53: 'ext4',
  0x01021994: 'tmpfs, which is memory: syncing costs nothing there',
  0x9123683e: 'btrfs',
  0x58465342: 'xfs',
  0x794c7630: 'overlayfs',
};

/** Runs `work` with a new folder and removes it afterwards. */
export async function withBenchFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The kind of file system that temporary files lie on. */
export function describeDisk(): string {
  const { type } = statfsSync(tmpdir());
  return knownTypes[type] ?? `a file system of type 0x${type.toString(16)}`;
}

/** Invalid replacements for the extension's small files: damaged content, and anything except a regular file. */

import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { identify, toRecordBytes } from '../../../src/storage/lease/leaseRecord.ts';

/** Creates something at a path whose folder may not exist. */
export type Putting = (path: string) => Promise<unknown>;

const content = (bytes: string | Uint8Array) => (path: string) => writeFile(path, bytes);
const record = (change: object) =>
  content(toRecordBytes({ ...identify('other'), at: 1, beat: 1, ...change }));

const anywhere: Readonly<Record<string, Putting>> = {
  'an empty file': content(''),
  NULs: content(new Uint8Array(512)),
  'half a record': content(toRecordBytes({ ...identify('o'), at: 1, beat: 1 }).subarray(0, 400)),
  text: content('hello'),
  'invalid UTF-8': content(Uint8Array.from([0xff, 0xfe, 0x80, 0xc0])),
  'JSON of another shape': content('[1,2,3]'),
  'an empty object': content('{}'),
  null: content('null'),
  'JSON nested 100,000 deep': content('['.repeat(100_000)),
  'a megabyte of spaces': content(' '.repeat(1_000_000)),
  'a record without a window': record({ window: undefined }),
  'a record whose window is a number': record({ window: 5 }),
  'a record whose process is a text': record({ pid: '1' }),
  'a record whose process is 0': record({ pid: 0 }),
  'a record whose process is negative': record({ pid: -1 }),
  'a record whose process is a fraction': record({ pid: 1.5 }),
  'a record whose process is too large': record({ pid: 1e20 }),
  'a record whose start is an object': record({ started: {} }),
  'a record whose time is a text': record({ at: 'now' }),
  'a record whose time is null': record({ at: null }),
  'a record without a beat': record({ beat: undefined }),
  'a folder': (path) => mkdir(path),
  'a folder with a file in it': async (path) => {
    await mkdir(path);
    await writeFile(`${path}/x`, 'x');
  },
};

const notOnWindows: Readonly<Record<string, Putting>> = {
  'a FIFO': (path) => Promise.resolve(execFileSync('mkfifo', [path])),
  'a link to a FIFO': async (path) => {
    const fifo = `${dirname(dirname(path))}/fifo-${String(Math.random()).slice(2)}`;
    execFileSync('mkfifo', [fifo]);
    await symlink(fifo, path);
  },
  'a link to an endless device': (path) => symlink('/dev/zero', path),
};

/** By name. */
export const strangeFiles: readonly (readonly [name: string, put: Putting])[] = Object.entries({
  ...anywhere,
  ...(process.platform === 'win32' ? {} : notOnWindows),
}).map(([name, put]) => [
  name,
  async (path: string) => {
    await mkdir(dirname(path), { recursive: true });
    await put(path);
  },
]);

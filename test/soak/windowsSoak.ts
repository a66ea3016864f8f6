/** Several processes take over one chat from each other and write turns: none is lost or duplicated. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { emptyConversation, reduceAll } from '../../src/conversation/events/reduce.ts';
import { parseLog } from '../../src/storage/log/logFormat.ts';
import { makeTemporaryFolder } from '../../scripts/host/temporaryFolder.ts';
import type { SoakEntry } from './entry.ts';
import { answered, sharedId, type WindowSign } from './sharedWindow.ts';

/** Runs one writing process; resolves to its output. */
async function runWindow(args: readonly string[]): Promise<readonly WindowSign[]> {
  const script = join(import.meta.dirname, 'sharedWindow.ts');
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let reported = '';
  let complaint = '';
  child.stdout.on('data', (data: Buffer) => (reported += data.toString()));
  child.stderr.on('data', (data: Buffer) => (complaint += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  assert.equal(code, 0, complaint);
  return reported
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as WindowSign);
}

/** Two windows write `turns` each, `each` at a time; resolves to the number of takeovers by request. */
export async function runWindows(turns: number, each: number): Promise<number> {
  const folder = makeTemporaryFolder('shared-chat-');
  try {
    const args = (name: string) => [folder.path, name, String(turns), String(each)];
    const reported = await Promise.all(['left', 'right'].map((name) => runWindow(args(name))));
    const signs = reported.flat();
    const said = signs.flatMap((sign) => ('said' in sign ? [sign.said] : []));
    const chats = join(folder.path, 'chats');
    const log = parseLog(await readFile(join(chats, `${sharedId}.jsonl`)));
    const kept = answered(reduceAll(emptyConversation, log.events));
    assert.deepEqual(log.badLines, []);
    assert.equal(said.length, turns * 2);
    assert.deepEqual([...kept].sort(), [...said].sort(), 'a turn was lost or doubled');
    assert.deepEqual(await readdir(chats), [`${sharedId}.jsonl`], 'nothing was kept aside');
    const ends = signs.flatMap((sign) => ('shown' in sign ? [sign] : []));
    // What each window showed at its end is a prefix of the log.
    for (const { shown } of ends) assert.deepEqual(kept.slice(0, shown.length), shown);
    assert.equal(Math.max(...ends.map(({ shown }) => shown.length)), kept.length);
    return ends.reduce((sum, { takeovers }) => sum + takeovers, 0);
  } finally {
    folder.remove();
  }
}

/** Takeovers between processes; a run is a turn. */
export const windowsSoak: SoakEntry = {
  name: 'windows',
  shows: 'two processes that write one chat by turns and take it over lose no turn and double none',
  runs: 1_000,
  batch: 200,
  async runBatch(_seed, runs) {
    const takeovers = await runWindows(runs / 2, 10);
    console.log(`  takeovers: ${String(takeovers)}`);
  },
};

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'mocha';
import { cacheFolder, root } from '../../scripts/host/paths.ts';
import { descendants, isAlive } from '../../scripts/host/processTree.ts';
import { until } from '../../scripts/host/until.ts';

const profile = 'start-test';

const temporary = mkdtempSync(join(tmpdir(), 'start-'));

interface Start {
  readonly pid: number;
  output(): string;
  /** Resolves to the exit code. */
  readonly ended: Promise<number | null>;
  readonly exited: () => boolean;
}

function runStart(...flags: readonly string[]): Start {
  const child = spawn(
    process.execPath,
    ['scripts/start.ts', '--no-open', `--profile=${profile}`, ...flags],
    {
      cwd: root, // Node's own cache of compiled tools is not ours to clear.
      env: { ...process.env, TMPDIR: temporary, NODE_DISABLE_COMPILE_CACHE: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    pid: child.pid ?? 0,
    output: () => output,
    ended,
    exited: () => child.exitCode !== null,
  };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

describe('npm start', () => {
  after(async () => {
    await rm(join(cacheFolder, profile), { recursive: true, force: true });
    await rm(temporary, { recursive: true, force: true });
  });

  it('opens the panel by itself', async () => {
    const start = runStart('--check');
    assert.equal(await start.ended, 0, start.output());
    assert.match(start.output(), /The panel is open\./);
  });

  it('leaves no process, no port and no temporary folder behind when interrupted', async () => {
    const start = runStart();
    await until(
      () => {
        assert.ok(!start.exited(), start.output());
        return /Ready: .*/.test(start.output());
      },
      { what: 'the ready line', details: () => start.output() },
    );
    const children = descendants(start.pid);
    const ports = [...start.output().matchAll(/127\.0\.0\.1:(\d+)/g)].map((match) =>
      Number(match[1]),
    );
    assert.ok(children.length > 0 && ports.length >= 2, start.output());
    assert.ok((await Promise.all(ports.map(isListening))).every(Boolean));
    process.kill(start.pid, 'SIGINT');
    assert.equal(await start.ended, 0, start.output());
    assert.deepEqual(children.filter(isAlive), []);
    assert.ok(!(await Promise.all(ports.map(isListening))).some(Boolean));
    assert.deepEqual(readdirSync(temporary), []);
  });

  it('ends with the npm that ran it', async () => {
    // As npm does it: a shell in between, which dies of a signal without passing it on.
    const command = `"${process.execPath}" scripts/start.ts --no-open --profile=${profile}; true`;
    const shell = spawn('/bin/sh', ['-c', command], {
      cwd: root,
      env: { ...process.env, npm_lifecycle_event: 'start' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    shell.stdout.on('data', (data: Buffer) => (output += data.toString()));
    const ready = { what: 'the ready line', details: () => output };
    await until(() => /Ready: .*/.test(output), ready);
    const started = descendants(shell.pid ?? 0);
    assert.ok(started.length >= 2, String(started));
    shell.kill('SIGTERM');
    const gone = { what: 'all processes to end' };
    await until(() => !started.some(isAlive), gone);
  });
});

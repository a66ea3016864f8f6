import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { KeyStatus, type KeyRecord } from '../../../../src/ui/account/apiKeyStatus.ts';

const destination = (isOfficial: boolean) => ({
  destination: () => ({
    baseUrl: 'https://h',
    origin: 'https://h',
    host: 'h',
    isOfficial,
    isExposed: false,
  }),
});

const record = (change: Partial<KeyRecord>): KeyRecord => ({
  read: () => Promise.resolve(undefined),
  wasEntered: () => false,
  isForSession: () => false,
  ...change,
});

async function read(change: Partial<KeyRecord>, isOfficial = true) {
  const status = new KeyStatus(record(change), destination(isOfficial));
  await status.refresh();
  return [status.current, status.trouble];
}

describe('KeyStatus', () => {
  it('distinguishes a stored key from a missing or unneeded one', async () => {
    assert.deepEqual(await read({ read: () => Promise.resolve('k') }), ['present', undefined]);
    assert.deepEqual(await read({}), ['missing', undefined]);
    assert.deepEqual(await read({}, false), ['notNeeded', undefined]);
  });

  it('reports a key kept for the session, a lost one and a store without answer', async () => {
    const there = { read: () => Promise.resolve('k'), isForSession: () => true };
    const broken = { read: () => Promise.reject(new Error('no')) };
    assert.deepEqual(await read(there), ['present', 'forSession']);
    assert.deepEqual(await read({ wasEntered: () => true }), ['missing', 'lost']);
    assert.deepEqual(await read(broken), ['missing', 'unavailable']);
    assert.deepEqual(await read(broken, false), ['notNeeded', undefined]);
  });

  it('lets no reading that took long undo a later one', async () => {
    const answers: ((key: string | undefined) => void)[] = [];
    const slow = record({ read: () => new Promise((resolve) => answers.push(resolve)) });
    const status = new KeyStatus(slow, destination(true));
    const readings = [status.refresh(), status.refresh()];
    answers[1]!('k');
    answers[0]!(undefined);
    await Promise.all(readings);
    assert.equal(status.current, 'present');
  });
});

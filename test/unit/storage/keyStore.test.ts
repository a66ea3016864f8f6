import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { FakeClock } from '../fakeClock.ts';
import type { MemoryPort } from '../../../src/platform/ports.ts';
import {
  KeyStore,
  KeyStoreUnavailable,
  secretName,
  type SecretPort,
} from '../../../src/storage/keyStore.ts';

const official = 'https://api.deepseek.com';
const other = 'https://example.com';

function inMemory(): SecretPort & MemoryPort & { readonly kept: Map<string, unknown> } {
  const kept = new Map<string, unknown>();
  const set = (name: string, value: unknown) => {
    if (value === undefined) kept.delete(name);
    else kept.set(name, value);
    return Promise.resolve();
  };
  return {
    kept,
    // One object implements both ports: a secret is read with `await`, a memento without.
    get: (name: string) => kept.get(name) as never,
    store: set,
    update: set,
    delete: (name: string) => set(name, undefined),
  };
}

/** Runs all pending microtasks. */
const turns = () => new Promise((resolve) => setImmediate(resolve));

describe('KeyStore', () => {
  it('returns a key only for the origin for which it was entered', async () => {
    const keys = new KeyStore(inMemory(), inMemory(), new FakeClock());
    assert.equal(await keys.write(official, 'k1'), 'secretStorage');
    assert.equal(await keys.read(official), 'k1');
    for (const origin of [other, 'http://api.deepseek.com', `${official}:8443`]) {
      assert.equal(await keys.read(origin), undefined);
    }
  });

  // Fault KS2
  it('stores a key for the session only if the store rejects it', async () => {
    const memory = inMemory();
    const refusing: SecretPort = {
      get: () => Promise.resolve(undefined),
      store: () => Promise.reject(new Error('no keyring')),
      delete: () => Promise.resolve(),
    };
    const keys = new KeyStore(refusing, memory, new FakeClock());
    assert.equal(await keys.write(official, 'k1'), 'session');
    assert.equal(await keys.read(official), 'k1');
    assert.doesNotMatch(JSON.stringify([...memory.kept]), /k1/);
  });

  // Fault KS2
  it('detects at once that a store forgets keys', async () => {
    const forgetting: SecretPort = {
      get: () => Promise.resolve(undefined),
      store: () => Promise.resolve(),
      delete: () => Promise.resolve(),
    };
    const keys = new KeyStore(forgetting, inMemory(), new FakeClock());
    assert.equal(await keys.write(official, 'k1'), 'session');
    assert.equal(await keys.read(official), 'k1');
  });

  it('removes one key, and all of them', async () => {
    const secrets = inMemory();
    const memory = inMemory();
    const keys = new KeyStore(secrets, memory, new FakeClock());
    await keys.write(official, 'k1');
    await keys.write(other, 'k2');
    await keys.remove(official);
    assert.equal(await keys.read(official), undefined);
    assert.equal(await keys.read(other), 'k2');
    await new KeyStore(secrets, memory, new FakeClock()).removeAll();
    assert.deepEqual([secrets.kept.size, memory.kept.size], [0, 0]);
  });

  // Fault KS1
  it('times out after ten seconds, reports it, and queries the store only once each time', async () => {
    const clock = new FakeClock();
    let asked = 0;
    const never = <T>() => ((asked += 1), new Promise<T>(() => {}));
    const keys = new KeyStore({ get: never, store: never, delete: never }, inMemory(), clock);
    const reading = assert.rejects(keys.read(official), KeyStoreUnavailable);
    clock.advance(9_999);
    assert.equal(clock.pending, 1);
    clock.advance(1);
    await reading;
    const writing = keys.write(official, 'k1');
    await turns();
    clock.advance(1_000);
    assert.equal(await writing, 'session');
    assert.equal(await keys.read(official), 'k1');
    assert.deepEqual([asked, clock.pending], [2, 0]);
  });

  // Fault KS1
  it("reveals nothing of a failing store's message", async () => {
    const fail = () => Promise.reject(new Error('cannot decrypt sk-secret'));
    const keys = new KeyStore(
      { get: fail, store: fail, delete: fail },
      inMemory(),
      new FakeClock(),
    );
    const thrown = await keys.read(official).catch((error: unknown) => error as Error);
    assert.ok(thrown instanceof KeyStoreUnavailable);
    assert.doesNotMatch(thrown.stack ?? '', /sk-secret/);
    assert.equal(thrown.cause, undefined);
  });

  it('returns a key before the store has confirmed it, so that no message waits for it', async () => {
    const clock = new FakeClock();
    const never = <T>() => new Promise<T>(() => {});
    const keys = new KeyStore({ get: never, store: never, delete: never }, inMemory(), clock);
    void keys.write(official, 'k1');
    assert.equal(await keys.read(official), 'k1');
  });

  // Fault KS2
  it('remembers in the next session that a key was entered, even if an in-memory store lost it', async () => {
    const memory = inMemory();
    const first = new KeyStore(inMemory(), memory, new FakeClock());
    assert.equal(await first.write(official, 'k1'), 'secretStorage');
    const next = new KeyStore(inMemory(), memory, new FakeClock());
    assert.equal(await next.read(official), undefined);
    assert.equal(next.wasEntered(official), true);
    assert.equal(next.wasEntered(other), false);
  });

  // Fault KS3
  it('uses a key that another window stored, even over its own session key', async () => {
    const secrets = inMemory();
    let refuses = true;
    const moody: SecretPort = {
      ...secrets,
      store: (name, value) =>
        refuses ? Promise.reject(new Error('no')) : secrets.store(name, value),
    };
    const keys = new KeyStore(moody, inMemory(), new FakeClock());
    assert.equal(await keys.write(official, 'k1'), 'session');
    await keys.onSecretChanged(secretName(official));
    assert.equal(await keys.read(official), 'k1', 'a store that kept nothing takes nothing away');
    refuses = false;
    await secrets.store(secretName(official), 'k2');
    await keys.onSecretChanged(secretName(official));
    assert.equal(await keys.read(official), 'k2');
    assert.equal(keys.isForSession(official), false);
  });

  // Fault KS3
  it('queries the store once for all messages, until something changes', async () => {
    const secrets = inMemory();
    let asked = 0;
    const get = (name: string) => ((asked += 1), secrets.get(name));
    const keys = new KeyStore({ ...secrets, get }, inMemory(), new FakeClock());
    const read = async () => [await keys.read(official), await keys.read(official), asked];
    assert.deepEqual(await read(), [undefined, undefined, 1]);
    await secrets.store(secretName(official), 'k1');
    await keys.onSecretChanged(secretName(other));
    assert.deepEqual(await read(), [undefined, undefined, 1]);
    await keys.onSecretChanged(secretName(official));
    assert.deepEqual(await read(), ['k1', 'k1', 2]);
    await secrets.delete(secretName(official));
    await keys.onSecretChanged(secretName(official));
    assert.deepEqual(await read(), [undefined, undefined, 3]);
    await keys.write(official, 'k2');
    asked = 0;
    assert.deepEqual(await read(), ['k2', 'k2', 1]);
    await keys.remove(official);
    assert.deepEqual(await read(), [undefined, undefined, 2]);
  });

  // Fault KS3
  it('detects changes without an event when it reads again', async () => {
    const secrets = inMemory();
    const keys = new KeyStore(secrets, inMemory(), new FakeClock());
    await keys.write(official, 'k1');
    assert.equal(await keys.read(official), 'k1');
    await secrets.store(secretName(official), 'k2');
    assert.equal(await keys.read(official), 'k1');
    keys.askAgain();
    assert.equal(await keys.read(official), 'k2');
  });

  // Fault KS3
  it('discards a response that a change has made obsolete', async () => {
    const asked: ((key: string) => void)[] = [];
    const get = () => new Promise<string>((resolve) => asked.push(resolve));
    const keys = new KeyStore({ ...inMemory(), get }, inMemory(), new FakeClock());
    const early = keys.read(official);
    await keys.onSecretChanged(secretName(official));
    const late = keys.read(official);
    asked[1]!('k2');
    assert.equal(await late, 'k2');
    asked[0]!('k1');
    await early;
    assert.equal(await keys.read(official), 'k2');
  });

  // Fault KS1
  it('queries again for a missing key that was entered, and after a failure', async () => {
    const secrets = inMemory();
    const memory = inMemory();
    await new KeyStore(inMemory(), memory, new FakeClock()).write(official, 'k1');
    let fails = true;
    const get = (name: string) => {
      if (fails) throw new Error('locked');
      return secrets.get(name);
    };
    const keys = new KeyStore({ ...secrets, get }, memory, new FakeClock());
    await assert.rejects(keys.read(official), KeyStoreUnavailable);
    fails = false;
    assert.equal(await keys.read(official), undefined);
    await secrets.store(secretName(official), 'k1');
    assert.equal(await keys.read(official), 'k1');
  });

  it('does not treat a key that another window removed as missing', async () => {
    const secrets = inMemory();
    const memory = inMemory();
    const keys = new KeyStore(secrets, memory, new FakeClock());
    await keys.write(official, 'k1');
    await secrets.delete(secretName(official));
    await keys.onSecretChanged(secretName(official));
    assert.equal(keys.wasEntered(official), false);
    await keys.write(official, 'k2');
    assert.equal(keys.wasEntered(official), true);
  });
});

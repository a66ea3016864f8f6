import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { KeyStore, type OriginMemory, type SecretPort } from '../../../src/storage/keyStore.ts';

const official = 'https://api.deepseek.com';
const other = 'https://example.com';

function inMemory(): SecretPort & OriginMemory & { readonly kept: Map<string, unknown> } {
  const kept = new Map<string, unknown>();
  const set = (name: string, value: unknown) => {
    if (value === undefined) kept.delete(name);
    else kept.set(name, value);
    return Promise.resolve();
  };
  return {
    kept,
    // One object stands for both ports: a secret is read with `await`, a memento without.
    get: (name: string) => kept.get(name) as never,
    store: set,
    update: set,
    delete: (name: string) => set(name, undefined),
  };
}

describe('KeyStore', () => {
  it('gives a key out for the origin it was entered for and for no other', async () => {
    const keys = new KeyStore(inMemory(), inMemory());
    assert.equal(await keys.write(official, 'k1'), 'secretStorage');
    assert.equal(await keys.read(official), 'k1');
    for (const origin of [other, 'http://api.deepseek.com', `${official}:8443`]) {
      assert.equal(await keys.read(origin), undefined);
    }
  });

  it('keeps a key for the session, and nowhere else, when the store refuses it', async () => {
    const memory = inMemory();
    const refusing: SecretPort = {
      get: () => Promise.resolve(undefined),
      store: () => Promise.reject(new Error('no keyring')),
      delete: () => Promise.resolve(),
    };
    const keys = new KeyStore(refusing, memory);
    assert.equal(await keys.write(official, 'k1'), 'session');
    assert.equal(await keys.read(official), 'k1');
    assert.doesNotMatch(JSON.stringify([...memory.kept]), /k1/);
  });

  it('notices a store that forgets at once', async () => {
    const forgetting: SecretPort = {
      get: () => Promise.resolve(undefined),
      store: () => Promise.resolve(),
      delete: () => Promise.resolve(),
    };
    const keys = new KeyStore(forgetting, inMemory());
    assert.equal(await keys.write(official, 'k1'), 'session');
    assert.equal(await keys.read(official), 'k1');
  });

  it('forgets one key, and all of them', async () => {
    const secrets = inMemory();
    const memory = inMemory();
    const keys = new KeyStore(secrets, memory);
    await keys.write(official, 'k1');
    await keys.write(other, 'k2');
    await keys.remove(official);
    assert.equal(await keys.read(official), undefined);
    assert.equal(await keys.read(other), 'k2');
    await new KeyStore(secrets, memory).removeAll();
    assert.deepEqual([secrets.kept.size, memory.kept.size], [0, 0]);
  });
});

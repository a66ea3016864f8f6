import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { RateLimiter } from '../../../../src/chat/rateLimiter.ts';
import { ModelDirectory } from '../../../../src/chat/request/modelLists.ts';
import type { ChatPorts, KeyAnswer } from '../../../../src/chat/ports.ts';
import { RequestPlanner } from '../../../../src/chat/request/requestPlanner.ts';
import type { ApiTarget, DeepSeekClient } from '../../../../src/deepseek/types.ts';
import { FakeClock } from '../../fakeClock.ts';
import { defaults } from '../testChat.ts';

interface Scene {
  readonly baseUrl: string;
  /** What the key store says, in order; an error is a store without answer. */
  readonly keys?: readonly (string | Error | undefined)[];
  readonly answer?: KeyAnswer;
}

/** Prepares one request: what the user was asked, as whom the server was asked for its models, and the outcome. */
async function prepare({ baseUrl, keys = [], answer = 'cancelled' }: Scene) {
  const asked: (readonly [string, string])[] = [];
  const listedAs: ApiTarget[] = [];
  const left = [...keys];
  const client = {
    listModels(target: ApiTarget) {
      listedAs.push(target);
      return Promise.resolve({ ok: true, value: [] });
    },
  } as unknown as DeepSeekClient;
  const ports = {
    client: () => Promise.resolve(client),
    settings: () => ({ ...defaults, baseUrl }),
    keys: {
      read(origin: string) {
        assert.equal(origin, new URL(baseUrl).origin);
        const key = left.shift();
        return key instanceof Error ? Promise.reject(key) : Promise.resolve(key);
      },
    },
    askForKey(origin: string, host: string) {
      asked.push([origin, host]);
      return Promise.resolve(answer);
    },
    mayGoUnencrypted: () => Promise.resolve(false),
    logger: { info() {}, warn() {}, error() {} },
  } as unknown as ChatPorts;
  const rateLimiter = new RateLimiter(new FakeClock(), () => ({ concurrent: 1, perMinute: 1 }));
  const planner = new RequestPlanner(ports, new ModelDirectory(ports.client, rateLimiter));
  const outcome = await planner.forTurn({})(new AbortController().signal, new Map());
  return {
    asked,
    listedAs: listedAs.map((target) => target.apiKey),
    key: outcome.ok ? outcome.value.target.apiKey : undefined,
    error: outcome.ok ? undefined : outcome.error,
  };
}

describe('the key of a request', () => {
  it('is asked for where none is kept, by the host in ASCII, and nothing leaves before the answer', async () => {
    const { asked, error, listedAs } = await prepare({
      baseUrl: 'https://\u0430pi.deepseek.com/v1',
    });
    const { origin, host } = new URL('https://\u0430pi.deepseek.com');
    assert.match(host, /^xn--/);
    assert.deepEqual(asked, [[origin, host]]);
    assert.deepEqual([error?.reason, error?.action, listedAs], ['noKey', 'setApiKey', []]);
  });

  it('is left out where the user says so', async () => {
    const outcome = await prepare({ baseUrl: 'https://h.example', answer: 'withoutKey' });
    assert.equal(outcome.error, undefined);
    assert.deepEqual([outcome.key, outcome.listedAs], [undefined, [undefined]]);
  });

  it('is the one that the user enters', async () => {
    const outcome = await prepare({
      baseUrl: 'https://h.example',
      answer: 'keyEntered',
      keys: [undefined, 'k1'],
    });
    assert.deepEqual([outcome.key, outcome.listedAs], ['k1', ['k1']]);
  });

  it('is not asked for where one is kept, on this machine, and on the official origin', async () => {
    const kept = await prepare({ baseUrl: 'https://h.example', keys: ['k1'] });
    const local = await prepare({ baseUrl: 'http://localhost:11434' });
    const official = await prepare({ baseUrl: 'https://api.deepseek.com' });
    assert.deepEqual([kept.asked, local.asked, official.asked], [[], [], []]);
    assert.deepEqual([kept.key, local.error, official.error?.reason], ['k1', undefined, 'noKey']);
  });

  it('counts as unavailable, not as missing, where the key store does not answer', async () => {
    const broken = [new Error('sk-secret')];
    const official = await prepare({ baseUrl: 'https://api.deepseek.com', keys: broken });
    const local = await prepare({ baseUrl: 'http://localhost:11434', keys: broken });
    assert.equal(official.error?.reason, 'keyUnavailable');
    assert.equal(official.error?.action, 'setApiKey');
    assert.doesNotMatch(JSON.stringify(official), /sk-secret/);
    assert.equal(local.error, undefined);
  });
});

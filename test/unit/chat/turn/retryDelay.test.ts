import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { errorKinds, type ErrorData } from '../../../../src/conversation/errors.ts';
import { maxRetries, retryDelay } from '../../../../src/chat/turn/retryDelay.ts';

const failure = (kind: ErrorData['kind'], retryAfterMs?: number): ErrorData => ({
  kind,
  message: '',
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});

describe('retryDelay', () => {
  it('repeats passing faults only', () => {
    const repeated = errorKinds.filter((kind) => retryDelay(failure(kind), 1, 0.5) !== undefined);
    assert.deepEqual(repeated, ['rateLimit', 'overloaded', 'server', 'network', 'timeout']);
  });

  // Fault H6
  it('waits longer each time, a quarter more or less, and gives up after two', () => {
    assert.equal(retryDelay(failure('server'), 1, 0), 750);
    assert.equal(retryDelay(failure('server'), 1, 0.5), 1_000);
    assert.equal(retryDelay(failure('server'), 2, 1), 2_500);
    assert.equal(retryDelay(failure('overloaded'), 1, 0.5), 2_000);
    assert.equal(retryDelay(failure('server'), maxRetries + 1, 0.5), undefined);
  });

  // Fault H5
  it('waits as long as the server asks, up to a minute; longer is for the user to decide', () => {
    assert.equal(retryDelay(failure('rateLimit', 60_000), 1, 0.5), 60_000);
    assert.equal(retryDelay(failure('rateLimit', 60_001), 1, 0.5), undefined);
  });
});

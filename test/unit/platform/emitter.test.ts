import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Emitter } from '../../../src/platform/emitter.ts';
import { isolate, onIsolatedError } from '../../../src/platform/isolate.ts';
import { DisposableStore } from '../../../src/platform/disposable.ts';
import { ask, withChat } from '../chat/testChat.ts';

describe('independent callbacks', () => {
  let seen: unknown[] = [];
  let end: () => void;
  beforeEach(() => {
    seen = [];
    end = onIsolatedError((error) => seen.push(error));
  });
  afterEach(() => end());

  const fail = (): never => {
    throw new Error('mine');
  };
  const messages = () => seen.map((error) => (error as Error).message);

  // Fault V13
  it('all run even if one throws and one rejects, and the errors are reported', async () => {
    const emitter = new Emitter<string>();
    const heard: string[] = [];
    emitter.on(fail);
    emitter.on((value) => void heard.push(value));
    const reject: unknown = () => Promise.reject(new Error('later'));
    emitter.on(reject as () => void);
    emitter.on((value) => void heard.push(value));
    emitter.fire('x');
    await new Promise(setImmediate);
    assert.deepEqual(
      [heard, messages()],
      [
        ['x', 'x'],
        ['mine', 'later'],
      ],
    );
  });

  // Fault V13
  it('are all disposed even if one throws', () => {
    const store = new DisposableStore();
    let disposed = 0;
    for (const dispose of [() => (disposed += 1), fail, () => (disposed += 1)]) {
      store.add({ dispose: () => void dispose() });
    }
    store.dispose();
    assert.deepEqual([disposed, messages()], [2, ['mine']]);
  });

  // Fault V13
  it('cannot end the turn that they observe', () =>
    withChat('today', async ({ controller }) => {
      controller.onEvents.on(fail);
      controller.onActivity.on(fail);
      controller.onTurnEnded.on(fail);
      const session = controller.create();
      session.onEvents.on(fail);
      session.onActivity.on(fail);
      const turn = await ask(session, 'one');
      assert.equal(turn.status, 'complete');
      assert.ok(messages().length > 4 && messages().every((message) => message === 'mine'));
    }));

  // Fault V13
  it('return nothing to their caller', () => {
    assert.equal(
      isolate(() => 1),
      undefined,
    );
  });
});

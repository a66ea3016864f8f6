import assert from 'node:assert/strict';
import { LatePart, PartMissing } from '../../../src/platform/latePart.ts';

function missingFile(): Error {
  return Object.assign(new Error("Cannot find module './gone.cjs'"), { code: 'MODULE_NOT_FOUND' });
}

const fail = (error: unknown) => assert.fail(String(error));

describe('LatePart', () => {
  it('is loaded by the first who needs it, once', async () => {
    let loads = 0;
    const part = new LatePart(() => Promise.resolve(`part ${++loads}`), fail);
    assert.equal(loads, 0);
    assert.deepEqual(await Promise.all([part.load(), part.load()]), ['part 1', 'part 1']);
    assert.equal(part.now, 'part 1');
  });

  it('does what waits for it in the order in which that was asked, before anything later', async () => {
    const done: string[] = [];
    const part: LatePart<string> = new LatePart(() => Promise.resolve('part'), fail);
    part.use(() => {
      done.push('first');
      part.use(() => done.push('asked by the first'));
    });
    part.use(() => done.push('second'));
    assert.equal(done.length, 0);
    await part.load();
    part.use(() => done.push('later'));
    assert.deepEqual(done, ['first', 'asked by the first', 'second', 'later']);
  });

  it('tells a file that is gone apart, and is tried again', async () => {
    const told: unknown[] = [];
    const done: string[] = [];
    let gone = true;
    const part = new LatePart(
      () => (gone ? Promise.reject(missingFile()) : Promise.resolve('part')),
      (error) => told.push(error),
    );
    part.use(() => done.push('never'));
    await assert.rejects(part.load(), PartMissing);
    assert.equal(told.length, 1);
    assert.ok(told[0] instanceof PartMissing);
    gone = false;
    part.use(() => done.push('now'));
    assert.equal(await part.load(), 'part');
    assert.deepEqual(done, ['now']);
  });

  it('passes on a failure of another kind as it is', async () => {
    const own = new Error('Something in the part is wrong.');
    const told: unknown[] = [];
    const part = new LatePart(
      () => Promise.reject(own),
      (error) => told.push(error),
    );
    await assert.rejects(part.load(), (error) => error === own);
    assert.deepEqual(told, [own]);
  });
});

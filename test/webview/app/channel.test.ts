import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { protocolVersion } from '../../../src/protocol/messages.ts';
import { content, events, makeOpenTurn, makeTurn, panelFact, snapshot } from '../fixtures.ts';
import type { Harness, PanelPage } from '../harness.ts';
import { withPage } from '../withPage.ts';

describe('the page as a replica', () => {
  let harness: Harness;
  let panel: PanelPage;
  withPage({}, (opened, its) => {
    harness = its;
    panel = opened;
  });

  const articles = () => panel.page.getByRole('article');
  const answer = () => panel.page.locator('[data-part="content"]').last();

  it('asks for a snapshot with its protocol and build', async () => {
    assert.deepEqual(await panel.intents(), [
      { type: 'ready', protocol: protocolVersion, build: 'test' },
    ]);
  });

  it('paints streamed text as it arrives', async () => {
    await panel.post(snapshot([], {}));
    await panel.post(
      events(2, {
        type: 'turnStarted',
        turnId: 't',
        parentId: null,
        at: 1,
        user: { text: 'Hi', context: [] },
      }),
      panelFact(3, { activity: { kind: 'streaming' } }),
    );
    let offset = 0;
    for (const [index, text] of ['Hello ', '**wor', 'ld**\n\n- a', '\n- b'].entries()) {
      await panel.post(
        events(4 + index, {
          type: 'partAppended',
          turnId: 't',
          partId: 'p',
          kind: 'content',
          offset,
          text,
          at: 2,
        }),
      );
      offset += text.length;
      if (index === 0) assert.equal(await answer().innerText(), 'Hello');
    }
    assert.equal(await answer().locator('strong').innerText(), 'world');
    assert.equal(await answer().locator('li').count(), 2);
    assert.deepEqual(await panel.intentsOf('resync'), []);
  });

  it('asks once for a snapshot at a gap, and takes nothing but that', async () => {
    await panel.post(snapshot([makeTurn('a')]));
    await panel.post(panelFact(3, { model: 'wrong' }), panelFact(4, { model: 'wrong' }));
    assert.equal((await panel.intentsOf('resync')).length, 1);
    assert.equal(await panel.page.getByText('wrong').count(), 0);
    await panel.post(snapshot([makeTurn('a'), makeTurn('b')], {}, { revision: 9 }));
    assert.equal(await articles().count(), 4);
    await panel.post(panelFact(10, { model: 'right' }));
    assert.equal(
      await panel.page.locator('.ds-picker--model .ds-picker__value').innerText(),
      'right',
    );
  });

  it('applies nothing twice', async () => {
    await panel.post(snapshot([makeOpenTurn('t')]));
    const text = {
      type: 'partAppended',
      turnId: 't',
      partId: 'p',
      kind: 'content',
      offset: 0,
      text: 'once',
      at: 2,
    } as const;
    await panel.post(events(2, text), events(2, text));
    assert.equal(await answer().innerText(), 'once');
    assert.equal((await panel.intentsOf('resync')).length, 1);
  });

  it('puts earlier turns above without moving what is read', async () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      makeTurn(`t${index}`, index === 0 ? { parentId: 'e2' } : {}),
    );
    await panel.post(snapshot(many, {}, { earlier: 2 }));
    await panel.page.getByRole('log').evaluate((log) => (log.scrollTop = 0));
    await panel.page.getByRole('button', { name: 'Jump to latest' }).waitFor();
    await panel.page.getByRole('button', { name: 'Show Earlier Messages' }).click();
    assert.deepEqual(await panel.waitForIntent('loadEarlier'), {
      type: 'loadEarlier',
      before: 't0',
    });
    const first = panel.page.getByText('Question t0', { exact: true });
    const top = (await first.boundingBox())!.y;
    await panel.post({
      type: 'earlier',
      revision: 2,
      turns: [makeTurn('e1'), makeTurn('e2', { parentId: 'e1' })],
      earlier: 0,
      branches: {},
    });
    // The window's first turn follows what came before it.
    assert.equal(await panel.page.getByText('Question e1', { exact: true }).count(), 1);
    assert.ok(Math.abs((await first.boundingBox())!.y - top) <= 1);
    assert.equal(
      await panel.page.getByRole('button', { name: 'Show Earlier Messages' }).count(),
      0,
    );
  });

  it('stays at the end while the reader is there, and where the reader went', async () => {
    const long = content(Array.from({ length: 60 }, (_, line) => `Paragraph ${line}`).join('\n\n'));
    await panel.post(snapshot([makeTurn('a', { parts: [long] }), makeOpenTurn('b')]));
    const log = panel.page.getByRole('log');
    const left = () =>
      log.evaluate((item) => item.scrollHeight - item.clientHeight - item.scrollTop);
    const grow = (revision: number, offset: number) =>
      panel.post(
        events(revision, {
          type: 'partAppended',
          turnId: 'b',
          partId: 'p',
          kind: 'content',
          offset,
          text: 'more\n\n',
          at: 2,
        }),
      );
    await grow(2, 0);
    assert.ok((await left()) <= 1);
    await log.hover();
    await panel.page.mouse.wheel(0, -300);
    const jump = panel.page.getByRole('button', { name: 'Jump to latest' });
    await jump.waitFor();
    const top = await log.evaluate((item) => item.scrollTop);
    await grow(3, 6);
    assert.equal(await log.evaluate((item) => item.scrollTop), top);
    await jump.click();
    await jump.waitFor({ state: 'detached' });
    assert.ok((await left()) <= 1);
  });

  it('posts a draft at once, and takes the host’s draft when it comes back', async () => {
    await panel.post(snapshot([makeTurn('a')]));
    await panel.page.getByRole('textbox', { name: 'Message DeepSeek' }).fill('half a thought');
    assert.equal((await panel.waitForIntent('draftChanged')).text, 'half a thought');
    const saved = await panel.saved();
    for (const id of ['chat-1', 'chat-2']) {
      const again = await harness.open({ saved });
      await again.post(snapshot([], {}, { id, draft: 'newer' }));
      assert.equal(await again.page.getByRole('textbox').inputValue(), 'newer');
      await again.close();
    }
  });

  // Fault A4
  it('offers Reload when it fails, reports the fault without keys, and starts again', async () => {
    const broken = makeTurn('a', {
      status: 'failed',
      error: { kind: 'noSuchKind sk-0123456789abcdef' as 'auth', message: '' },
    });
    await panel.post(snapshot([broken]));
    const { message } = await panel.waitForIntent('reportError');
    assert.match(message, /TypeError/);
    assert.doesNotMatch(message, /sk-0/);
    await panel.post(snapshot([broken], {}, { revision: 2 }));
    assert.equal((await panel.intentsOf('reportError')).length, 1);
    await panel.page.getByRole('button', { name: 'Reload' }).click();
    await panel.waitForIntent('ready', 2);
    await panel.post(snapshot([makeTurn('b')], {}, { revision: 5 }));
    assert.equal(await articles().count(), 2);
  });
});

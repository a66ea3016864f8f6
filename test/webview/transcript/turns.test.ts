import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { errorKinds } from '../../../src/conversation/errors.ts';
import type { Turn } from '../../../src/conversation/model.ts';
import { actionLabels, errorEntry, errorTable } from '../../../src/protocol/errorTable.ts';
import {
  content,
  events,
  makeOpenTurn,
  makeTurn,
  panelFact,
  reasoning,
  receipts,
  sampleReceipt,
  snapshot,
} from '../fixtures.ts';
import { english, type PanelPage } from '../harness.ts';
import { withPage } from '../withPage.ts';

describe('a turn', () => {
  let panel: PanelPage;
  withPage({}, (opened) => {
    panel = opened;
  });

  const answer = () => panel.page.getByRole('article', { name: /^DeepSeek/ }).last();
  const notice = () => answer().locator('[data-part="notice"]');
  const status = () => panel.page.getByRole('status').innerText();

  it('shows thinking as it goes, and folds it when the answer begins', async () => {
    const open = makeOpenTurn('t', { startedAt: Date.now() - 4000 });
    await panel.post(snapshot([open], { activity: { kind: 'streaming' } }));
    await panel.post(
      events(2, {
        type: 'partAppended',
        turnId: 't',
        partId: 'r',
        kind: 'reasoning',
        offset: 0,
        text: 'Hmm',
        at: Date.now(),
      }),
    );
    const toggle = answer().getByRole('button', { name: /^Thinking/ });
    assert.equal(await toggle.getAttribute('aria-expanded'), 'true');
    assert.equal(await answer().getByRole('group', { name: 'Reasoning' }).innerText(), 'Hmm');
    await answer()
      .getByRole('button', { name: /^Thinking… [1-9]\d* s/ })
      .waitFor();
    await panel.post(
      events(3, {
        type: 'partAppended',
        turnId: 't',
        partId: 'c',
        kind: 'content',
        offset: 0,
        text: 'So',
        at: Date.now(),
      }),
    );
    assert.match(
      await answer()
        .getByRole('button', { name: /^Thought/ })
        .innerText(),
      /^Thought for \d+ s$/,
    );
    assert.equal(await answer().getByRole('group', { name: 'Reasoning' }).count(), 0);
  });

  it('leaves reasoning as the user put it', async () => {
    await panel.post(snapshot([makeOpenTurn('t', { parts: [reasoning('Hmm')] })]));
    const toggle = answer().getByRole('button', { name: /^Th/ });
    await toggle.click();
    await toggle.click();
    await panel.post(
      events(2, {
        type: 'partAppended',
        turnId: 't',
        partId: 'c',
        kind: 'content',
        offset: 0,
        text: 'So',
        at: 9000,
      }),
    );
    assert.equal(await toggle.getAttribute('aria-expanded'), 'true');
  });

  it('says how long it thought and what it used', async () => {
    const usage = { prompt: 1210, cached: 581, uncached: 629, completion: 310, reasoning: 120 };
    await panel.post(
      snapshot([makeTurn('t', { parts: [reasoning('Hmm', 1000), content('So', 13_000)], usage })]),
    );
    assert.equal(
      await answer()
        .getByRole('button', { name: /^Thought/ })
        .innerText(),
      'Thought for 12 s · 120 tokens',
    );
    await panel.post(receipts(2, { t: sampleReceipt }));
    const line = answer().locator('[data-part="usage"]');
    await line.waitFor();
    assert.match(await line.innerText(), /^1\.2k in \(48% cached\) ·\s+310 out ·\s+≈ \$0\.0004/);
  });

  const unfinished: [string, Partial<Turn>, string][] = [
    ['stopped by the person', { status: 'stopped' }, english.noticeStopped],
    [
      'interrupted',
      { status: 'interrupted', error: { kind: 'interrupted', message: '' } },
      english.noticeInterrupted,
    ],
    ['cut off by the end of VS Code', { status: 'interrupted' }, english.noticeCutOff],
    ['cut at its length', { finishReason: 'length' }, english.noticeLength],
    ['ended by the filter', { finishReason: 'content_filter' }, english.noticeContentFilter],
    [
      'ended for want of capacity',
      { finishReason: 'insufficient_system_resource' },
      english.noticeResource,
    ],
    ['empty', { parts: [] }, english.noticeEmpty],
    ['only thoughts', { parts: [reasoning('Hmm')] }, english.noticeThoughtsOnly],
  ];
  for (const [name, change, text] of unfinished) {
    // Faults M9, M18
    it(`offers to regenerate an answer that is ${name}, once`, async () => {
      await panel.post(snapshot([makeTurn('t', change)]));
      assert.equal(await notice().locator('.ds-notice__text').innerText(), text);
      const again = answer().getByRole('button', { name: 'Regenerate' });
      assert.equal(await again.count(), 1);
      await again.click();
      assert.deepEqual(await panel.intentsOf('regenerate'), [{ type: 'regenerate', turnId: 't' }]);
    });
  }

  it('has no notice when it is whole, whatever unknown word it ended with', async () => {
    for (const [index, finishReason] of ['stop', 'novel_reason', '__proto__'].entries()) {
      await panel.post(snapshot([makeTurn('t', { finishReason })], {}, { revision: 1 + index }));
      assert.equal(await notice().count(), 0);
    }
  });

  it('shows every kind of failure in its own words with one button, and at most one alternative', async () => {
    const titles = new Set<string>();
    for (const [index, kind] of errorKinds.entries()) {
      const turn = makeTurn(`t${index}`, {
        status: 'failed',
        parts: [],
        error: { kind, message: `words of ${kind}`, host: 'h.example' },
      });
      await panel.post(snapshot([turn], {}, { revision: index + 1 }));
      const card = answer().getByRole('alert');
      titles.add(await card.locator('.ds-error__title').innerText());
      const { action: first, otherAction } = errorEntry({ kind, message: '' });
      const ways = otherAction === undefined ? [first] : [first, otherAction];
      assert.equal(await card.getByRole('button').count(), ways.length, kind);
      const labels = await card.locator('vscode-button, .ds-textButton').allInnerTexts();
      assert.deepEqual(
        labels.map((label) => label.trim()),
        ways.map((way) => english[actionLabels[way]]),
        kind,
      );
      const button = card.locator('vscode-button');
      await button.click();
      await card.getByText('Details').click();
      assert.equal(await card.locator('.ds-error__words').innerText(), `words of ${kind}`);
      const { action, turnId } = (await panel.intentsOf('runAction')).at(-1)!;
      assert.deepEqual([action, turnId], [errorTable[kind].action, turn.id]);
    }
    assert.equal(titles.size, errorKinds.length);
  });

  it('shows the server’s words without a click where only they say what is wrong', async () => {
    const errors = [
      [{ kind: 'unknown', message: 'odd' }, true],
      [{ kind: 'unknown', message: 'odd', status: 418 }, true],
      [{ kind: 'invalidRequest', message: 'odd', status: 400 }, true],
      [{ kind: 'invalidRequest', message: 'odd', status: 422 }, true],
      [{ kind: 'context', message: 'odd', status: 400 }, true],
      [{ kind: 'rateLimit', message: 'odd', status: 429 }, false],
      [{ kind: 'unknown', message: 'odd', reason: 'notLoaded' }, false],
    ] as const;
    for (const [index, [error, isShown]] of errors.entries()) {
      const turn = makeTurn(`t${index}`, { status: 'failed', parts: [], error });
      await panel.post(snapshot([turn], {}, { revision: index + 1 }));
      assert.equal(await answer().locator('.ds-error__words').isVisible(), isShown);
    }
    const error = { kind: 'unknown', message: 'odd' } as const;
    await panel.post(
      snapshot([makeTurn('t', { status: 'interrupted', error })], {}, { revision: 20 }),
    );
    assert.equal(await notice().locator('.ds-error__words').isVisible(), true);
  });

  it('shows the words of a hostile server as the text they are, within their card', async () => {
    const message = `<img src=x onerror="__ran=1"> [a](https://evil.example) \u202Eelif\u200B ${'x'.repeat(420)}`;
    const error = {
      kind: 'invalidRequest',
      message,
      status: 400,
      host: 'h\u202E.example',
    } as const;
    await panel.post(snapshot([makeTurn('t', { status: 'failed', parts: [], error })]));
    const words = answer().locator('.ds-error__words');
    await answer().getByText('Details').click();
    assert.equal(await words.textContent(), message);
    assert.deepEqual(
      await words.locator('*').evaluateAll((all) => all.map((item) => item.getAttribute('title'))),
      ['U+202E', 'U+200B'],
    );
    assert.match(await answer().locator('.ds-error__details').innerText(), /From h\[U\+202E\]/);
    const [inner, outer] = await panel.page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.querySelector('.ds-transcript')!;
      return [scrollWidth, clientWidth];
    });
    assert.equal(inner, outer);
  });

  // Fault H5
  it('lets a failure name its own button, status and waiting time', async () => {
    const error = { kind: 'rateLimit', message: '', status: 429, retryAfterMs: 90_000 } as const;
    const now = Date.now();
    await panel.post(
      snapshot([makeTurn('t', { status: 'failed', startedAt: now, endedAt: now, error })]),
    );
    const card = answer().getByRole('alert');
    assert.equal(await card.locator('.ds-error__title').innerText(), 'Too many requests (429)');
    await card.getByRole('button', { name: /^Retry in / }).waitFor();
    // The label is a child of the custom element, not of the button in its shadow tree.
    const shown = (await card.locator('vscode-button', { hasText: 'Retry in' }).textContent())!;
    const [, minutes = '0', seconds = '0'] = /(?:(\d+) min)?\s*(?:(\d+) s)?\s*$/.exec(shown)!;
    const shownMs = (Number(minutes) * 60 + Number(seconds)) * 1000;
    assert.ok(shownMs <= 90_000 && shownMs >= 88_000 - (Date.now() - now), shown);
    await panel.post(
      snapshot(
        [makeTurn('t', { status: 'failed', error: { ...error, action: 'showLog' } })],
        {},
        { revision: 2 },
      ),
    );
    assert.equal((await card.locator('vscode-button').textContent())!.trim(), 'Show Log');
  });

  it('can be asked again in place once it is mended elsewhere', async () => {
    for (const [index, kind] of (['balance', 'proxy', 'tls', 'badResponse'] as const).entries()) {
      const turn = makeTurn('t', { status: 'failed', error: { kind, message: '' } });
      await panel.post(snapshot([turn], {}, { revision: index + 1 }));
      await answer().getByRole('alert').getByRole('button', { name: 'Retry', exact: true }).click();
      const { action, turnId } = await panel.waitForIntent('runAction', index + 1);
      assert.deepEqual([action, turnId], ['retry', 't']);
    }
  });

  it('names the models that are offered, and the numbers of a chat that is too long', async () => {
    const errors = [
      { kind: 'model', message: '', models: ['deepseek-flash', 'deepseek-v4-pro'] },
      { kind: 'context', message: '', tokens: { limit: 65_536, requested: 70_123 } },
      { kind: 'context', message: '', tokens: { limit: 65_536 } },
    ] as const;
    const texts: string[] = [];
    for (const [index, error] of errors.entries()) {
      const turn = makeTurn(`t${index}`, { status: 'failed', parts: [], error });
      await panel.post(snapshot([turn], {}, { revision: index + 1 }));
      texts.push(await answer().locator('.ds-error__text').innerText());
    }
    assert.match(texts[0]!, /It offers: deepseek-flash, deepseek-v4-pro\.$/);
    assert.match(texts[1]!, /70123 tokens were asked for; the model takes 65536\.$/);
    assert.match(texts[2]!, /The model takes 65536 tokens\.$/);
  });

  it('gives a message that was declined back to the composer, before what is there', async () => {
    const error = { kind: 'moderation', message: 'Content Exists Risk', status: 400 } as const;
    const turn = makeTurn('t', {
      user: { text: 'A risk', context: [] },
      status: 'failed',
      parts: [],
      error,
    });
    await panel.post(snapshot([turn], {}, { draft: 'More' }));
    await answer().getByRole('button', { name: english.actionTakeBack }).click();
    await panel.page.waitForFunction(
      () => document.querySelector('textarea')?.value === 'A risk\n\nMore',
    );
    assert.deepEqual(await panel.intentsOf('runAction'), [
      { type: 'runAction', action: 'takeBack', turnId: 't' },
    ]);
  });

  // Fault M10
  it('says what interrupted an answer, with the server’s words folded beside it', async () => {
    const error = { kind: 'server', message: 'Server overheated', host: 'h.example' } as const;
    await panel.post(snapshot([makeTurn('t', { status: 'interrupted', error })]));
    assert.equal(
      await notice().locator('.ds-notice__text').innerText(),
      'The server failed. What you see is incomplete.',
    );
    await notice().getByText('Details').click();
    assert.equal(await notice().locator('.ds-error__words').innerText(), 'Server overheated');
    assert.equal(await answer().getByRole('alert').count(), 0);
  });

  it('shows what it waits for', async () => {
    await panel.post(
      snapshot([makeOpenTurn('t')], { activity: { kind: 'sending', elapsedMs: 0 } }),
    );
    assert.match(await answer().innerText(), /Sending…/);
    await panel.post(panelFact(2, { activity: { kind: 'queued', elapsedMs: 35_000 } }));
    assert.match(await answer().innerText(), /Waiting in DeepSeek's queue · 35 s/);
    await answer().getByText('· 36 s').waitFor();
    await panel.post(panelFact(3, { activity: { kind: 'stalled', elapsedMs: 20_000 } }));
    assert.match(await answer().innerText(), /No new text for 20 s/);
    // The ring is no alert of its own.
    assert.equal(await panel.page.getByRole('alert').count(), 0);
  });

  it('counts down to a retry that can be hastened or cancelled', async () => {
    await panel.post(
      snapshot([makeOpenTurn('t')], {
        activity: { kind: 'retrying', inMs: 7000, attempt: 1, reason: 'overloaded' },
      }),
    );
    const card = answer().getByRole('alert');
    assert.match(await card.innerText(), /DeepSeek is busy/);
    await card.getByText('Retrying in 6 s').waitFor();
    await card.getByRole('button', { name: 'Retry now' }).click();
    await card.getByRole('button', { name: 'Cancel' }).click();
    assert.equal((await panel.intentsOf('retryNow')).length, 1);
    assert.equal((await panel.intentsOf('stop')).length, 1);
  });

  it('announces its beginning and its end', async () => {
    await panel.post(snapshot([], {}, { id: '' }));
    await panel.post(
      events(
        2,
        { type: 'conversationCreated', id: 'new', at: 1, systemPrompt: '' },
        {
          type: 'turnStarted',
          turnId: 't',
          parentId: null,
          at: 1,
          user: { text: 'Hi', context: [] },
        },
      ),
    );
    assert.equal(await status(), 'DeepSeek is answering');
    await panel.post(events(3, { type: 'turnEnded', turnId: 't', at: 2, status: 'interrupted' }));
    assert.equal(await status(), 'Answer interrupted');
  });

  it('copies messages and code as they were written', async () => {
    const text = 'See **this**:\n\n```ts\nlet a = 1;\nlet b;\n```';
    await panel.post(snapshot([makeTurn('t', { parts: [content(text)] })]));
    await answer().getByRole('button', { name: 'Copy', exact: true }).click();
    await answer()
      .getByRole('group', { name: 'ts' })
      .getByRole('button', { name: 'Copy code' })
      .click();
    await panel.page.getByRole('article', { name: 'You' }).hover();
    await panel.page
      .getByRole('article', { name: 'You' })
      .getByRole('button', { name: 'Copy' })
      .click();
    assert.deepEqual(
      (await panel.intentsOf('copy')).map((intent) => intent.text),
      [text, 'let a = 1;\nlet b;', 'Question t'],
    );
    assert.equal(await status(), 'Copied');
  });
});

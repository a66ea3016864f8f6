import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Fact, FindHit } from '../../../src/protocol/messages.ts';
import { content, events, makeOpenTurn, makeTurn, reasoning, snapshot } from '../fixtures.ts';
import type { PanelPage } from '../harness.ts';
import { withPage } from '../withPage.ts';

const turns = Array.from({ length: 30 }, (_, index) =>
  makeTurn(`t${String(index)}`, {
    parts: [
      reasoning(`Thinking of needles in turn ${String(index)}`),
      content(`A **need**le? A *needle in* hay.\n\n\`\`\`js\nneedle(${String(index)});\n\`\`\``),
    ],
  }),
);

function found(revision: number, query: string, hits: readonly FindHit[], change = {}): Fact {
  return {
    type: 'found',
    revision,
    query,
    hits,
    matchCase: false,
    reasoning: false,
    more: false,
    ...change,
  };
}
const answers = (count: number, ...ids: string[]): FindHit[] =>
  ids.map((turnId) => ({ turnId, place: 'answer', count }));

describe('Find in Chat', () => {
  let panel: PanelPage;
  withPage({ width: 300 }, async (opened) => {
    panel = opened;
    await panel.post(snapshot(turns, {}, { earlier: 60 }));
  });

  const box = () => panel.page.getByRole('textbox', { name: 'Find in chat' });
  const bar = () => panel.page.getByRole('search');
  const composer = () => panel.page.getByRole('textbox', { name: 'Message DeepSeek' });
  const isFocused = (role: 'find' | 'composer') =>
    (role === 'find' ? box() : composer()).evaluate((item) => item === document.activeElement);
  /** The words marked, and where the current one is on the page. */
  const marks = () =>
    panel.page.evaluate(() => {
      const of = (name: string) =>
        [...(CSS.highlights.get(name) ?? [])].map((range) => (range as Range).toString());
      const current = [...(CSS.highlights.get('ds-find-current') ?? [])][0] as Range | undefined;
      const article = current?.startContainer.parentElement?.closest('article');
      const log = document.querySelector('[role=log]')!.getBoundingClientRect();
      const place = current?.getBoundingClientRect();
      return {
        others: of('ds-find').length,
        current: of('ds-find-current'),
        article: (article as HTMLElement | undefined)?.dataset['article'],
        inSight: place !== undefined && place.top >= log.top && place.bottom <= log.bottom,
      };
    });
  const look = async (query: string, hits: readonly FindHit[], revision = 2) => {
    await composer().focus();
    await panel.page.keyboard.press('Control+F');
    await box().fill(query);
    const asked = await panel.waitForIntent('find');
    await panel.post(found(revision, query, hits));
    return asked;
  };

  it('opens with Ctrl+F, asks the host, and closes with Escape where the caret was', async () => {
    await composer().focus();
    const asked = await look('needle', answers(2, 't3', 't20'));
    assert.deepEqual(asked, { type: 'find', query: 'needle', matchCase: false, reasoning: false });
    assert.equal(await bar().getByRole('status').textContent(), '4 of 4');
    await panel.page.keyboard.press('Escape');
    // Gone with the next drawing.
    await bar().waitFor({ state: 'detached' });
    assert.equal(await isFocused('composer'), true);
    await panel.waitForIntent('endFind');
    assert.deepEqual((await marks()).current, []);
  });

  it('keeps its key from VS Code, whose command for it would open the bar again when it is closed', async () => {
    await panel.page.evaluate(() => {
      window.__seen = [];
      window.addEventListener('keydown', ({ key }) => window.__seen.push(key));
    });
    await composer().focus();
    await panel.page.keyboard.press('Control+F');
    await box().waitFor();
    await panel.page.keyboard.press('Control+Shift+F');
    assert.deepEqual(await panel.page.evaluate(() => window.__seen), [
      'Control',
      'Control',
      'Shift',
      'F',
    ]);
  });

  it('opens by the command, also over the list of chats', async () => {
    await panel.post({ type: 'showHistory', revision: 2 });
    await panel.page.getByRole('searchbox', { name: 'Search chats' }).waitFor();
    await panel.post({ type: 'focusFind', revision: 3 });
    assert.equal(await isFocused('find'), true);
    assert.equal(await panel.page.getByRole('dialog').count(), 0);
  });

  it('goes through the places with Enter and F3, brings each into sight and goes round', async () => {
    await look('needle', answers(3, 't3', 't20'));
    const seen: unknown[] = [];
    for (const key of ['Enter', 'Shift+Enter', 'Shift+F3', 'Shift+Enter', 'Shift+Enter', 'F3']) {
      await panel.page.keyboard.press(key);
      await panel.post();
      const { article, current, inSight } = await marks();
      seen.push([await bar().getByRole('status').textContent(), article, current[0], inSight]);
    }
    assert.deepEqual(seen, [
      ['1 of 6', 't3/answer', 'needle', true],
      ['6 of 6', 't20/answer', 'needle', true],
      ['5 of 6', 't20/answer', 'needle', true],
      ['4 of 6', 't20/answer', 'needle', true],
      ['3 of 6', 't3/answer', 'needle', true],
      ['4 of 6', 't20/answer', 'needle', true],
    ]);
    assert.equal(await isFocused('find'), true);
    // A word half in bold is one place; the page marks all that it shows.
    assert.equal((await marks()).others, 30 * 3 - 1);
    await panel.screenshot('find-300');
  });

  it('scrolls code aside to a place in it, and back when it is left', async () => {
    const line = `${'x'.repeat(200)} needle ${'y'.repeat(200)}`;
    const code = `Words of hay.\n\n\`\`\`\n${line}\n\`\`\``;
    await panel.post(snapshot([makeTurn('a', { parts: [content(code)] })]));
    const aside = () =>
      panel.page.locator('.ds-code__scroll').evaluate((item) => {
        const current = [...(CSS.highlights.get('ds-find-current') ?? [])][0] as Range | undefined;
        const view = item.getBoundingClientRect();
        const place = current?.getBoundingClientRect();
        return {
          left: item.scrollLeft,
          inside: place !== undefined && place.left >= view.left && place.right <= view.right,
        };
      });
    await look('needle', answers(1, 'a'));
    assert.equal((await aside()).inside, true);
    assert.ok((await aside()).left > 0);
    await box().fill('hay');
    await panel.waitForIntent('find');
    await panel.post(found(3, 'hay', answers(1, 'a')));
    assert.equal((await aside()).left, 0);
    await box().fill('needle');
    await panel.post(found(4, 'needle', answers(1, 'a')));
    assert.ok((await aside()).left > 0);
    await panel.page.keyboard.press('Escape');
    assert.equal((await aside()).left, 0);
  });

  it('finds a phrase across emphasis', async () => {
    await look('needle in hay', answers(1, 't9'));
    assert.deepEqual((await marks()).current, ['needle in hay']);
  });

  it('moves the window to a place outside of it', async () => {
    await look('needle', answers(1, 'far', 't3'));
    await panel.page.keyboard.press('Enter');
    assert.equal((await panel.waitForIntent('showTurn')).turnId, 'far');
    const far = [makeTurn('x'), makeTurn('far', { parts: [content('a needle')] }), makeTurn('y')];
    await panel.post(snapshot(far, {}, { later: 80, show: 'far' }));
    const { article, inSight } = await marks();
    assert.deepEqual([article, inSight], ['far/answer', true]);
    assert.equal(await isFocused('find'), true);
    assert.equal(await bar().getByRole('status').textContent(), '1 of 2');
  });

  it('keeps the caret when the window comes of a place that was left for the next one', async () => {
    await look('needle', answers(1, 'a', 'b', 'c'));
    await panel.page.keyboard.press('Enter');
    await panel.page.keyboard.press('Enter');
    await panel.waitForIntent('showTurn', 2);
    const asked = await panel.intentsOf('showTurn');
    assert.notEqual(asked[0]?.turnId, asked[1]?.turnId);
    for (const { turnId } of asked) {
      const there = [makeTurn(turnId, { parts: [content(`A needle (${turnId})`)] })];
      await panel.post(snapshot(there, {}, { later: 60, show: turnId }));
      assert.equal(await isFocused('find'), true, turnId);
    }
  });

  it('unfolds reasoning for a place in it, once asked to look there', async () => {
    await look('needles', []);
    assert.equal(await bar().getByRole('status').textContent(), 'No results');
    await bar().getByRole('button', { name: 'Find in reasoning too' }).press('Enter');
    assert.equal((await panel.waitForIntent('find', 2)).reasoning, true);
    const hit = { turnId: 't5', place: 'reasoning', count: 1 } as const;
    await panel.post(found(3, 'needles', [hit], { reasoning: true }), found(4, '', []));
    const { article, current, inSight } = await marks();
    assert.deepEqual([article, current, inSight], ['t5/answer', ['needles'], true]);
  });

  it('keeps its place while an answer streams, and counts what comes', async () => {
    await panel.post(snapshot([...turns.slice(1), makeOpenTurn('open')], {}, { earlier: 61 }));
    await look('needle', answers(1, 't3', 't20'));
    await panel.page.keyboard.press('Enter');
    await panel.post();
    const before = await marks();
    const text = 'One more needle.\n\n'.repeat(40);
    await panel.post(
      events(3, {
        type: 'partAppended',
        turnId: 'open',
        partId: 'p',
        kind: 'content',
        offset: 0,
        text,
        at: 2,
      }),
      found(4, 'needle', [...answers(1, 't3', 't20'), ...answers(40, 'open')]),
    );
    assert.equal(await bar().getByRole('status').textContent(), '1 of 42');
    const later = await marks();
    assert.deepEqual([later.article, later.inSight], [before.article, true]);
    await panel.page.waitForFunction(() => (CSS.highlights.get('ds-find')?.size ?? 0) > 100);
  });

  it('frames the message where the page does not paint what the host found', async () => {
    await look('**need', answers(1, 't7'));
    assert.equal(
      await panel.page.locator('[data-shown]').getAttribute('data-article'),
      't7/answer',
    );
  });
});

declare global {
  interface Window {
    /** The keys that came through to VS Code. */
    __seen: string[];
  }
}

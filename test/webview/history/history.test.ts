import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { ChatItem, HistorySlice } from '../../../src/protocol/history.ts';
import type { Fact } from '../../../src/protocol/messages.ts';
import { passesAxe } from '../../../scripts/host/passesAxe.ts';
import { makeTurn, snapshot } from '../fixtures.ts';
import { Harness, themes, type PanelPage } from '../harness.ts';

const now = Date.now();

function item(id: string, change: Partial<ChatItem> = {}): ChatItem {
  return { id, title: `Chat ${id}`, at: Date.now(), turns: 2, pinned: false, ...change };
}

function slice(
  revision: number,
  items: readonly ChatItem[],
  rest: Partial<HistorySlice> = {},
): Fact {
  return {
    type: 'history',
    revision,
    query: '',
    scope: 'workspace',
    workspace: 'work',
    from: 0,
    items,
    done: true,
    more: false,
    deleted: null,
    ...rest,
  };
}

describe('the list of chats', () => {
  let harness: Harness;
  let panel: PanelPage;
  before(async () => (harness = await Harness.start()));
  after(() => harness.stop());

  /** Opens a panel at 300 px whose list shows these chats. */
  async function open(items: readonly ChatItem[], rest: Partial<HistorySlice> = {}): Promise<void> {
    panel = await harness.open({ width: 300 });
    await panel.post(snapshot([makeTurn('t')]), { type: 'focusComposer', revision: 2 });
    await panel.post({ type: 'showHistory', revision: 3 });
    await panel.waitForIntent('searchChats');
    await panel.post(slice(4, items, rest));
  }

  const search = () => panel.page.getByRole('searchbox', { name: 'Search chats' });
  const rows = () => panel.page.getByRole('list', { name: 'Chats' }).getByRole('listitem');
  const names = () => panel.page.locator('.ds-chat__name').allInnerTexts();
  const press = async (...keys: string[]) => {
    for (const key of keys) {
      await panel.page.keyboard.press(key);
      await drawn();
    }
  };
  const drawn = () =>
    panel.page.evaluate(
      () =>
        new Promise<void>((done) => {
          requestAnimationFrame(() => requestAnimationFrame(() => done()));
        }),
    );
  const focused = () =>
    panel.page.evaluate(() => {
      const item = document.activeElement;
      const name = item?.querySelector('.ds-chat__name')?.textContent;
      return name ?? item?.getAttribute('aria-label') ?? item?.tagName ?? '';
    });

  it('opens with the caret in its search, asks for the chats, and gives the focus back', async () => {
    await open([item('a')]);
    assert.deepEqual(await panel.intentsOf('searchChats'), [
      { type: 'searchChats', query: '', scope: 'workspace', limit: 200 },
    ]);
    assert.equal(await focused(), 'Search chats');
    assert.equal(await panel.page.getByRole('textbox', { name: 'Message DeepSeek' }).count(), 0);
    await press('Escape');
    assert.equal(await focused(), 'Message DeepSeek');
    assert.equal(await panel.page.getByRole('list', { name: 'Chats' }).count(), 0);
    assert.equal((await panel.intentsOf('closeHistory')).length, 1);
    assert.deepEqual(await panel.intentsOf('stop'), []);
    await panel.close();
  });

  it('shows what is pinned first, then by day, each with its time, questions and marks', async () => {
    const day = 24 * 60 * 60 * 1000;
    await open([
      item('p', { pinned: true, at: now - 40 * day }),
      item('a', { mark: 'running', turns: 1 }),
      item('b', { mark: 'unseen', at: now - day }),
      item('c', { at: now - 3 * day, here: true }),
      item('d', { at: new Date(2021, 4, 20).getTime(), title: '' }),
    ]);
    assert.deepEqual(await panel.page.locator('.ds-chat__group').allInnerTexts(), [
      'Pinned',
      'Today',
      'Yesterday',
      'Previous 7 days',
      'May 2021',
    ]);
    const texts = await rows().allInnerTexts();
    assert.match(texts[1]!, /Answering · now · 1 question$/);
    assert.match(texts[2]!, /New answer · .* · 2 questions$/);
    assert.match(texts[4]!, /Chat without a name\s+May 20, 2021/);
    await panel.close();
  });

  it('is walked by arrows, opens by Enter, pins, deletes and takes back by keys', async () => {
    await open([item('a'), item('b'), item('c')]);
    await press('ArrowDown');
    assert.equal(await focused(), 'Chat a');
    await press('ArrowDown', 'ArrowDown', 'ArrowDown');
    assert.equal(await focused(), 'Chat c');
    await press('Home');
    assert.equal(await focused(), 'Chat a');
    await press('ArrowUp');
    assert.equal(await focused(), 'Search chats');
    await press('ArrowDown', 'End', 'p');
    const pin = await panel.waitForIntent('pinChat');
    assert.deepEqual(pin, { type: 'pinChat', id: 'c', pinned: true });
    await press('ArrowUp', 'Delete');
    assert.deepEqual(await panel.waitForIntent('deleteChat'), { type: 'deleteChat', id: 'b' });
    const deleted = { id: 'b', title: 'Chat b' };
    await panel.post(slice(5, [item('a'), item('c')], { deleted }));
    assert.equal(await focused(), 'Chat c', 'the one that stands there now');
    assert.equal(await panel.page.getByRole('status').innerText(), '“Chat b” was deleted.');
    await panel.page.getByRole('button', { name: 'Undo' }).waitFor();
    await press('Control+z');
    assert.deepEqual(await panel.waitForIntent('undoDelete'), { type: 'undoDelete', id: 'b' });
    await panel.post(slice(6, [item('a'), item('b'), item('c')]));
    assert.equal(await panel.page.getByRole('status').innerText(), 'The chat is back.');
    assert.equal(await panel.page.getByRole('button', { name: 'Undo' }).count(), 0);
    await press('Enter');
    assert.deepEqual(await panel.waitForIntent('openChat'), { type: 'openChat', id: 'c' });
    assert.equal(await panel.page.getByRole('list', { name: 'Chats' }).count(), 0);
    await panel.close();
  });

  it('takes keys that come faster than frames for where the focus is about to be', async () => {
    await open([item('a'), item('b'), item('c')]);
    await panel.page.evaluate(() => {
      const press = (key: string) =>
        document.activeElement!.dispatchEvent(
          new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
        );
      for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'p']) press(key);
    });
    await drawn();
    assert.equal(await focused(), 'Chat b');
    assert.equal((await panel.waitForIntent('pinChat')).id, 'b');
    await panel.close();
  });

  it('leaves to VS Code every key that is not its own, and keeps its own from it', async () => {
    await open([item('a'), item('b')]);
    // VS Code listens on the window of the page.
    await panel.page.evaluate(() => {
      window.__keys = [];
      window.addEventListener('keydown', (event) => {
        if (!event.defaultPrevented) window.__keys.push(event.key);
      });
    });
    const gone = () => panel.page.evaluate(() => window.__keys.splice(0));
    await press('F1', 'Control+Shift+P', 'Control+B', 'ArrowDown');
    assert.deepEqual(await gone(), ['F1', 'Control', 'Shift', 'P', 'Control', 'B']);
    assert.equal(await focused(), 'Chat a');
    await press('F1', 'F6', 'ArrowDown', 'p', 'End', 'Control+F');
    assert.deepEqual(await gone(), ['F1', 'F6', 'Control']);
    assert.equal(await focused(), 'Search chats', 'the way to find here');
    await press('ArrowDown', 'F2', 'F1', 'ArrowDown', 'Escape');
    assert.deepEqual(await gone(), ['F1', 'ArrowDown']);
    assert.equal(await focused(), 'Chat a');
    assert.deepEqual(await panel.intentsOf('stop'), []);
    await press('Control+N');
    assert.deepEqual(await gone(), ['Control']);
    await panel.waitForIntent('newChat');
    await panel.close();
  });

  it('keeps the focus when the chat that is shown is deleted, and with it the last row', async () => {
    await open([item('a', { here: true })]);
    await press('ArrowDown', 'Delete');
    await panel.post({ ...snapshot([], {}, { id: 'new' }), revision: 1 });
    await panel.post(slice(2, [], { deleted: { id: 'a', title: 'Chat a' } }));
    assert.equal(await focused(), 'Search chats');
    await press('Escape');
    assert.equal(await focused(), 'Message DeepSeek');
    await panel.close();
  });

  it('renames in place, and leaves the name alone on Escape', async () => {
    await open([item('a'), item('b')]);
    await press('ArrowDown', 'F2');
    assert.equal(await focused(), 'New name');
    await panel.page.keyboard.type('Parser <b>');
    await press('Escape');
    assert.equal(await focused(), 'Chat a');
    assert.deepEqual(await panel.intentsOf('renameChat'), []);
    await press('F2');
    await panel.page.keyboard.type('Parser');
    await press('Enter');
    const renamed = { type: 'renameChat', id: 'a', title: 'Parser' } as const;
    assert.deepEqual(await panel.intentsOf('renameChat'), [renamed]);
    await panel.post(slice(5, [item('a', { title: 'Parser' }), item('b')]));
    assert.equal(await focused(), 'Parser');
    await panel.close();
  });

  it('searches as one types, marks the words, and leads to the place', async () => {
    await open([item('a')]);
    await press('p', 'a');
    const asked = await panel.waitForIntent('searchChats', 3);
    assert.deepEqual(asked, { type: 'searchChats', query: 'pa', scope: 'workspace', limit: 200 });
    assert.deepEqual(await names(), [], 'what answers another search is not shown');
    const found = {
      turnId: 't9',
      by: 'answer' as const,
      snippet: { text: 'the parser', marks: [[4, 6]] as const },
    };
    await panel.post(
      slice(5, [item('x')], { query: 'p' }),
      slice(6, [item('b', { titleMarks: [[0, 2]], title: 'Parser', found })], { query: 'pa' }),
    );
    assert.deepEqual(await names(), ['Parser']);
    assert.deepEqual(await panel.page.locator('mark').allInnerTexts(), ['Pa', 'pa']);
    const look = await panel.page
      .locator('mark')
      .first()
      .evaluate((mark) => {
        const { fontWeight, textDecorationLine } = getComputedStyle(mark);
        return [fontWeight, textDecorationLine];
      });
    assert.deepEqual(look, ['700', 'underline']);
    assert.equal(await panel.page.getByRole('status').innerText(), '1 chat');
    await press('ArrowDown', 'Enter');
    const opened = { type: 'openChat', id: 'b', turnId: 't9' } as const;
    assert.deepEqual(await panel.intentsOf('openChat'), [opened]);
    await panel.close();
  });

  // Fault V6
  it('shows a chat that cannot be read as such, with its file, the reason and what can be done', async () => {
    const reason = 'Its file has numbers that cannot be right.';
    const unreadable = { file: 'broken.jsonl', reason, isFile: true };
    await open([
      item('a'),
      item('broken', { title: '', turns: 0, unreadable }),
      item('pipe', { title: '', turns: 0, at: 0, unreadable: { ...unreadable, isFile: false } }),
    ]);
    const row = rows().nth(1);
    const open1 = row.getByRole('button', { name: /^Unreadable chat broken\.jsonl · now/ });
    assert.match(
      await open1.innerText(),
      new RegExp(`^Unreadable chat\\s+broken.jsonl · now\\s+${reason}$`),
    );
    const labels = (nth: number) =>
      rows()
        .nth(nth)
        .locator('.ds-chat__actions button')
        .evaluateAll((all) => all.map((button) => button.getAttribute('aria-label')));
    assert.deepEqual(await labels(1), ['Export raw file', 'Delete']);
    assert.deepEqual(await labels(2), ['Delete'], 'a pipe has no bytes to copy');
    const middle = async (selector: string) => {
      const box = (await row.locator(selector).boundingBox())!;
      return box.y + box.height / 2;
    };
    const apart = (await middle('.ds-chat__title')) - (await middle('.ds-chat__actions'));
    assert.ok(Math.abs(apart) <= 3, `the title is ${String(apart)} px below its buttons`);
    await press('ArrowDown', 'ArrowDown', 'F2', 'p');
    assert.equal(await focused(), 'Unreadable chat');
    assert.deepEqual(await panel.intentsOf('pinChat'), []);
    await panel.screenshot('history-unreadable-300');
    await row.getByRole('button', { name: 'Export raw file' }).click();
    const exported = { type: 'exportRawChat', id: 'broken' } as const;
    assert.deepEqual(await panel.waitForIntent('exportRawChat'), exported);
    await row.getByRole('button', { name: 'Delete' }).click();
    const deleted = { type: 'deleteChat', id: 'broken' } as const;
    assert.deepEqual(await panel.waitForIntent('deleteChat'), deleted);
    await press('Enter');
    await panel.close();
  });

  // Fault V23
  it('shows chats whose times no calendar has', async () => {
    const times = [1e17, -1e17, 8.64e15, Number.MAX_VALUE, -Number.MAX_VALUE, 0.5];
    await open(times.map((at, nth) => item(`c${nth}`, { at })));
    assert.equal((await names()).length, times.length);
    await panel.post({
      ...snapshot(
        [],
        {},
        {
          id: 'late',
          queue: [{ id: 'q', user: { text: 'later', context: [] }, after: null, notBefore: 1e17 }],
        },
      ),
      revision: 1,
    });
    assert.deepEqual(await panel.intentsOf('reportError'), []);
    assert.deepEqual(await panel.violations(), []);
    await panel.close();
  });

  it('says in words why it is empty, and changes the scope', async () => {
    await open([]);
    await panel.page.getByText('No chats were begun in work yet.').waitFor();
    await panel.page.getByRole('button', { name: 'Show all' }).click();
    const all = await panel.waitForIntent('searchChats', 2);
    assert.equal(all.scope, 'all');
    await panel.post(slice(5, [], { scope: 'all' }));
    await panel.page.getByText('No chats yet.').waitFor();
    const pressed = panel.page.getByRole('button', { name: 'All', pressed: true });
    assert.equal(await pressed.count(), 1);
    await search().fill('zzz');
    await panel.post(slice(6, [], { scope: 'all', query: 'zzz' }));
    await panel.page.getByText('No chat has these words.').waitFor();
    await panel.close();
  });

  it('draws few of 10,000 chats, and walks and scrolls through all of them', async () => {
    const many = Array.from({ length: 10_000 }, (_, n) => item(`c${n}`, { at: now - n * 60_000 }));
    await open(many);
    const drawnRows = () => panel.page.locator('.ds-chat').count();
    assert.ok((await drawnRows()) < 60, String(await drawnRows()));
    await press('ArrowDown', 'End');
    assert.equal(await focused(), 'Chat c9999');
    const last = await rows().last().getAttribute('aria-posinset');
    assert.deepEqual([last, await rows().last().getAttribute('aria-setsize')], ['10000', '10000']);
    await panel.page.locator('.ds-history__scroll').evaluate((one) => (one.scrollTop = 100_000));
    await drawn();
    await drawn();
    assert.ok((await drawnRows()) < 60, String(await drawnRows()));
    assert.equal(await focused(), 'Chat c9999', 'scrolling takes the focus from nothing');
    assert.deepEqual(await panel.violations(), []);
    await panel.close();
  });

  it('asks for more at its end, and puts slices where they belong', async () => {
    const all = Array.from({ length: 300 }, (_, n) => item(`c${n}`));
    await open(all.slice(0, 200), { more: true });
    await press('ArrowDown', 'End');
    const more = await panel.waitForIntent('searchChats', 2);
    assert.equal(more.limit, 400);
    await panel.post(slice(5, all.slice(0, 100), { done: false }));
    assert.equal(await focused(), 'Chat c199', 'nothing goes away while the list is posted again');
    await panel.post(
      slice(6, all.slice(100, 200), { from: 100, done: false }),
      slice(7, all.slice(200), { from: 200 }),
    );
    await press('End');
    assert.equal(await focused(), 'Chat c299');
    await panel.close();
  });

  for (const theme of themes) {
    it(`passes axe and never scrolls sideways in ${theme}`, async () => {
      const day = 86_400_000;
      const long = 'Why does the parser drop the last event when the stream ends early?';
      const reason = 'Its file has numbers that cannot be right.';
      const found = {
        turnId: 't',
        by: 'answer' as const,
        snippet: { text: `…${long} ${long}`, marks: [[14, 20]] as const },
      };
      const items = [
        item('p', { pinned: true, title: long, at: now - 9 * day }),
        item('a', { mark: 'running', title: 'Streams in Go', turns: 1 }),
        item('b', { mark: 'unseen', title: '这个解析器为什么丢失最后一个事件', here: true }),
        item('c', { at: now - day, title: 'Count the lines', found }),
        item('d', { at: new Date(2021, 4, 20).getTime(), title: '', readOnly: true }),
        item('e', {
          at: now - day,
          title: '',
          turns: 0,
          unreadable: { file: 'k3v9x2-000-1f2e3d.jsonl', reason, isFile: true },
        }),
      ];
      for (const width of [300, 480]) {
        panel = await harness.open({ theme, width, height: 600 });
        await panel.post(snapshot([makeTurn('t')]), { type: 'showHistory', revision: 2 });
        await panel.post(slice(3, items, { deleted: { id: 'x', title: long } }));
        await press('ArrowDown', 'ArrowDown');
        await panel.screenshot(`history-${theme}-${width}`);
        await passesAxe(panel.page, `${width}`);
        const widths = await panel.page.evaluate(() =>
          [document.documentElement, document.querySelector('.ds-history__scroll')!].map(
            (element) => element.scrollWidth - element.clientWidth,
          ),
        );
        assert.deepEqual(widths, [0, 0]);
        assert.deepEqual(await panel.violations(), []);
        await panel.close();
      }
    });
  }

  it('gives way to the composer when a chat is to be written in', async () => {
    await open([item('a')]);
    await panel.post({ type: 'focusComposer', revision: 5 });
    assert.equal(await focused(), 'Message DeepSeek');
    assert.equal(await panel.page.getByRole('list', { name: 'Chats' }).count(), 0);
    await panel.close();
  });

  it('offers the recent chats on an empty one, and the whole list', async () => {
    panel = await harness.open({ width: 300 });
    await panel.post(snapshot([], { recents: [item('a'), item('b', { mark: 'unseen' })] }));
    const recent = panel.page.getByRole('region', { name: 'Recent chats' });
    await recent.getByRole('button', { name: /^Chat b New answer/ }).click();
    assert.deepEqual(await panel.waitForIntent('openChat'), { type: 'openChat', id: 'b' });
    await recent.getByRole('button', { name: 'Show all' }).click();
    await panel.waitForIntent('searchChats');
    await search().waitFor();
    await press('Escape');
    assert.equal(await focused(), 'BUTTON', 'the button that opened it');
    await panel.close();
  });
});

declare global {
  interface Window {
    /** The keys that came through to VS Code. */
    __keys: string[];
  }
}

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { Frame, Page } from 'playwright-core';
import { activeBranch, textOf } from '../../src/conversation/activeBranch.ts';
import { emptyConversation, reduceAll } from '../../src/conversation/events/reduce.ts';
import { windowSize } from '../../src/protocol/window.ts';
import { parseLog } from '../../src/storage/log/logFormat.ts';
import { startDeepSeekServer, type DeepSeekServer } from '../fakes/deepseekServer.ts';
import { startSession, type Session } from '../../scripts/host/session.ts';
import { until } from '../../scripts/host/until.ts';
import { pressCommand } from '../../scripts/host/workbench.ts';
import { ask, composer, idle } from './panel.ts';

const turns = 40;
const takeovers = 6;
const slowWords = Array.from({ length: 60 }, (_, index) => `word${String(index)}`).join(' ');

interface Window {
  readonly page: Page;
  readonly panel: Frame;
}

const takeOver = ({ panel }: Window) => panel.getByRole('button', { name: 'Take Over' });
const notice = ({ panel }: Window) => panel.getByText(/open in another window/);
/** Texts of all answers that a window shows. */
const answers = ({ panel }: Window) => panel.locator('[data-part="content"]').allInnerTexts();

describe('one chat in two windows', () => {
  let server: DeepSeekServer;
  let session: Session;
  let windows: readonly [Window, Window];
  /** Lets the answer that is held go on. */
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));

  before(async () => {
    server = await startDeepSeekServer();
    server.answerWith((request) => {
      const asked = request.body!.messages.at(-1)!.content as string;
      return asked === 'slowly'
        ? { content: slowWords, hold: { afterChunks: 20, until: held } }
        : { content: `You said: ${asked}` };
    });
    session = await startSession({
      settings: { 'deepseek.baseUrl': server.url, 'deepseek.profile': 'official' },
    });
    const open = async (): Promise<Window> => {
      // Windows without a folder remember together what was open last.
      const page = await session.openWindow({ folder: undefined });
      return { page, panel: await session.openPanel(page) };
    };
    const first = await open();
    await say(first, 0);
    windows = [first, await open()];
  });

  after(async () => {
    await session.stop();
    await server.close();
  });

  /** Asks in a window that may write, and waits for the answer. */
  async function say(window: Window, turn: number): Promise<void> {
    await ask(window.panel, `turn ${String(turn)}`);
    await seesAnswer(window, `You said: turn ${String(turn)}`);
    await idle(window.panel);
  }

  /** Waits until a window says nothing any more of another one. */
  async function mayWrite({ panel }: Window): Promise<void> {
    const reported = panel.getByText(/another window|hands the chat over/);
    await until(async () => (await reported.count()) === 0, {
      what: 'the handover',
    });
  }

  /** The window that writes, and the one that only reads. */
  async function order(): Promise<readonly [Window, Window]> {
    const [item, other] = windows;
    return (await notice(item).count()) === 0 ? [item, other] : [other, item];
  }

  async function seesAnswer(window: Window, text: string): Promise<void> {
    await until(async () => (await answers(window)).at(-1) === text, {
      what: `the answer ${text}`,
    });
  }

  // Fault A7
  it('loses and doubles none of 40 turns, with 6 takeovers, and each shows what the other says', async () => {
    let [writer, reader] = windows;
    await notice(reader).waitFor();
    await seesAnswer(reader, 'You said: turn 0');
    await session.screenshot(reader.page, 'two-windows-reader');
    for (let turn = 1; turn < turns; turn += 1) {
      if (turn % 6 === 0 && turn / 6 <= takeovers) {
        await takeOver(reader).click();
        [writer, reader] = [reader, writer];
        await notice(reader).waitFor();
        await mayWrite(writer);
      }
      await say(writer, turn);
    }
    const said = Array.from({ length: turns }, (_, turn) => `You said: turn ${String(turn)}`);
    await seesAnswer(reader, said.at(-1)!);
    assert.deepEqual((await answers(reader)).slice(-windowSize), said.slice(-windowSize));
    assert.deepEqual((await answers(writer)).slice(-windowSize), said.slice(-windowSize));
    const reported = await until(
      () => {
        const branch = foldLog();
        return branch.every(({ status }) => status === 'complete') && branch;
      },
      { what: 'the last end in the log' },
    );
    assert.deepEqual(
      reported.map((turn) => textOf(turn, 'content')),
      said,
    );
  });

  it('shows in one the answer that streams in the other, keeps what is typed there, and waits with the handover', async () => {
    const [writer, reader] = await order();
    await ask(writer.panel, 'slowly');
    await until(async () => /^word0 word1/.test((await answers(reader)).at(-1) ?? ''), {
      what: 'the first words in the other window',
    });
    await composer(reader.panel).fill('not yet');
    await composer(reader.panel).press('Enter');
    assert.equal(await composer(reader.panel).inputValue(), 'not yet');
    await takeOver(reader).click();
    await reader.panel.getByText(/as soon as its answer has ended/).waitFor();
    await session.screenshot(reader.page, 'two-windows-waiting');
    release();
    await seesAnswer(writer, slowWords);
    await notice(writer).waitFor();
    await seesAnswer(reader, slowWords);
    await mayWrite(reader);
    assert.equal(await composer(reader.panel).inputValue(), 'not yet');
    await composer(reader.panel).press('Enter');
    await seesAnswer(reader, 'You said: not yet');
    await seesAnswer(writer, 'You said: not yet');
  });

  // Fault A14
  it('does not delete in one what the other writes, says why, and leads to where it can be taken over', async () => {
    const [writer, reader] = await order();
    await pressCommand(reader.page, 'DeepSeek: Show History');
    await reader.panel.locator('.ds-history__search:focus').waitFor();
    await reader.panel.locator('.ds-history .ds-chat__name').first().waitFor();
    await reader.page.keyboard.press('ArrowDown');
    await reader.page.keyboard.press('Delete');
    const reported = reader.page
      .locator('.notification-list-item')
      .filter({ hasText: /open in another window/ })
      .last();
    await reported.waitFor();
    await session.screenshot(reader.page, 'two-windows-not-deleted');
    await reported.getByRole('button', { name: 'Open Chat' }).click();
    await takeOver(reader).waitFor();
    await composer(reader.panel).waitFor();
    const before = foldLog().length;
    await ask(writer.panel, 'still here');
    await seesAnswer(writer, 'You said: still here');
    await seesAnswer(reader, 'You said: still here');
    assert.equal(foldLog().length, before + 1);
  });

  /** The active branch, as folded from the only log. */
  function foldLog() {
    const global = join(session.server.userDataDir, 'User', 'globalStorage');
    const chats = join(global, 'deepchat.deepseek-chat', 'chats');
    const logs = readdirSync(chats).filter((name) => !name.endsWith('.lease'));
    assert.equal(logs.length, 1, logs.join(', '));
    const { events, badLines } = parseLog(readFileSync(join(chats, logs[0]!)));
    assert.deepEqual(badLines, []);
    return activeBranch(reduceAll(emptyConversation, events));
  }
});

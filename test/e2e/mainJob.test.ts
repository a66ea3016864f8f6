import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { Frame, Page } from 'playwright-core';
import { startDeepSeekServer, type DeepSeekServer } from '../fakes/deepseekServer.ts';
import type { Generation, RequestBody } from '../fakes/types.ts';
import { startSession, type Session } from '../../scripts/host/session.ts';
import { findWebview, runCommand } from '../../scripts/host/workbench.ts';
import { answer, answerBody, ask, idle, setKey } from './panel.ts';

const key = 'sk-e2e-0123456789abcdef';

for (const generation of ['today', 'legacy'] satisfies Generation[]) {
  describe(`the main job against the API of ${generation}`, () => {
    let server: DeepSeekServer;
    let session: Session;
    let page: Page;
    let panel: Frame;

    before(async () => {
      server = await startDeepSeekServer({ generation, apiKey: key });
      session = await startSession({
        settings: { 'deepseek.baseUrl': server.url, 'deepseek.thinking': 'on' },
      });
      page = await session.openWindow();
    });

    after(async () => {
      await session.stop();
      await server.close();
    });

    const bodies = (): readonly RequestBody[] =>
      server.requests
        .filter((request) => request.path.endsWith('/chat/completions'))
        .map((request) => request.body!);

    it('takes a key, tries it and says how that went', async () => {
      assert.match(await setKey(page, ` ${key} `), /accepted the key/);
      assert.deepEqual(
        server.requests.map((request) => [request.path, request.headers.authorization]),
        [['/models', `Bearer ${key}`]],
      );
    });

    it('opens a new chat from the palette with the caret in the composer', async () => {
      await runCommand(page, 'DeepSeek: New Chat');
      panel = await findWebview(page);
      await panel.locator('textarea:focus').waitFor();
    });

    it('streams an answer, its reasoning folded behind a disclosure', async () => {
      await ask(panel, 'What is the highest mountain?');
      await answerBody(panel, 0).waitFor();
      await idle(panel);
      assert.notEqual(await answerBody(panel, 0).innerText(), '');
      const disclosure = answer(panel, 0).getByRole('button', { name: /^Thought/ });
      assert.equal(await disclosure.getAttribute('aria-expanded'), 'false');
      assert.match(await answer(panel, 0).locator('[data-part="usage"]').innerText(), /in .* out/);
    });

    it('sends the second question with the whole history, as this generation wants it', async () => {
      await ask(panel, 'And the second?');
      await answerBody(panel, 1).waitFor();
      await idle(panel);
      const [first, second] = bodies();
      assert.equal(bodies().length, 2);
      assert.deepEqual(
        second!.messages.map(({ role }) => role),
        ['user', 'assistant', 'user'],
      );
      assert.deepEqual(second!.messages[0], first!.messages[0]);
      assert.equal(second!.messages[2]!.content, 'And the second?');
      assert.doesNotMatch(JSON.stringify(bodies()), /reasoning_content/);
      assert.deepEqual(
        bodies().map((body) => [body.model, body.thinking, body.reasoning_effort]),
        generation === 'today'
          ? Array(2).fill(['deepseek-flash', { type: 'enabled' }, 'high'])
          : Array(2).fill(['deepseek-reasoner', undefined, undefined]),
      );
      await session.screenshot(page, `main-job-${generation}`);
    });
  });
}

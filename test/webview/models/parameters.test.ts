import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Locator } from 'playwright-core';
import type { PanelParameters } from '../../../src/protocol/panelParameters.ts';
import { passesAxe } from '../../../scripts/host/passesAxe.ts';
import { idleParameters, makeOpenTurn, makeTurn, panelFact, snapshot } from '../fixtures.ts';
import { Harness, themes, type OpenOptions, type PanelPage } from '../harness.ts';

type Change = Partial<Omit<PanelParameters, 'values'>> & {
  readonly values?: Partial<PanelParameters['values']>;
};

const parameters = ({ values, ...rest }: Change = {}): PanelParameters => ({
  ...idleParameters,
  ...rest,
  values: { ...idleParameters.values, ...values },
});

/** What today's flash does not take while it thinks. */
const thinking: Change = {
  values: { temperature: 0.7 },
  changed: ['temperature'],
  unsent: {
    temperature: 'deepseek-flash does not use it while it thinks.',
    frequencyPenalty: 'It has no effect on deepseek-flash.',
    presencePenalty: 'It has no effect on deepseek-flash.',
    topLogprobs: 'It goes only with token probabilities.',
  },
  notes: ['The setting deepseek.userId is not sent. The API of 2025 does not have it.'],
  prompts: { Reviewer: 'You review code.', Poet: 'You write poems.' },
};

describe('the sheet of parameters', () => {
  let harness: Harness;
  let panel: PanelPage;
  let sheet: Locator;
  before(async () => (harness = await Harness.start()));
  after(() => harness.stop());
  afterEach(async () => {
    assert.deepEqual(await panel.violations(), []);
    assert.deepEqual(panel.faults, []);
    await panel.close();
  });

  const button = () => panel.page.getByRole('button', { name: 'Parameters', exact: true });
  const changes = async () =>
    (await panel.intentsOf('changeParameters')).map((intent) => intent.change);
  const show = async (change: Change = {}, options: OpenOptions = {}, turns = [makeTurn('a')]) => {
    panel = await harness.open({ width: 300, height: 900, ...options });
    sheet = panel.page.getByRole('dialog', { name: 'Parameters' });
    await panel.post(snapshot(turns, { parameters: parameters(change) }));
  };
  const open = async (...args: Parameters<typeof show>) => {
    await show(...args);
    await button().press('Enter');
    await sheet.waitFor();
  };
  const noteOf = async (field: Locator) => {
    const id = (await field.getAttribute('aria-describedby')) ?? '';
    return panel.page.locator(`#${id}`).innerText();
  };

  it('opens and closes by keyboard; the focus goes in, and back to its button', async () => {
    await open();
    const inside = sheet.getByRole('combobox', { name: 'Model' });
    assert.equal(await inside.evaluate((item) => item === document.activeElement), true);
    await panel.page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'hidden' });
    assert.equal(await button().evaluate((item) => item === document.activeElement), true);
    assert.equal(await button().getAttribute('aria-expanded'), 'false');
  });

  it('closes at Escape before an answer is stopped, wherever the focus is', async () => {
    await open({}, {}, [makeTurn('a'), makeOpenTurn('b')]);
    await panel.page.getByRole('textbox', { name: 'Message DeepSeek' }).press('Escape');
    await panel.post();
    assert.equal(await sheet.count(), 0);
    assert.deepEqual(await panel.intentsOf('stop'), []);
    await panel.page.keyboard.press('Escape');
    assert.equal((await panel.intentsOf('stop')).length, 1);
  });

  it('takes a number when the typing is over, and nothing typed as not sent', async () => {
    await open({ values: { topP: 0.5 }, changed: ['topP'] });
    const temperature = sheet.getByRole('textbox', { name: 'Temperature' });
    await temperature.fill('1,3');
    assert.deepEqual(await changes(), []);
    await temperature.press('Tab');
    assert.deepEqual(await changes(), [{ temperature: 1.3 }]);
    await sheet.getByRole('textbox', { name: 'Top P' }).fill('');
    await panel.page.keyboard.press('Enter');
    assert.deepEqual((await changes()).at(-1), { topP: null });
  });

  it('takes what is rightly typed also when it is closed over it', async () => {
    await open();
    await sheet.getByRole('textbox', { name: 'Max tokens' }).fill('900');
    await panel.page.keyboard.press('Escape');
    assert.deepEqual(await changes(), [{ maxTokens: 900 }]);
  });

  for (const [name, text, problem] of [
    ['Temperature', '2.1', 'Enter a number from 0 to 2, or nothing.'],
    ['Temperature', 'warm', 'Enter a number from 0 to 2, or nothing.'],
    ['Top P', '0', 'Enter a number above 0 and up to 1, or nothing.'],
    ['Max tokens', '393217', 'Enter a whole number from 1 to 393216, or nothing.'],
    ['Max tokens', '1.5', 'Enter a whole number from 1 to 393216, or nothing.'],
    ['Presence penalty', '-2.5', 'Enter a number from -2 to 2, or nothing.'],
    ['Alternatives per token', '21', 'Enter a whole number from 0 to 20, or nothing.'],
    ['Stop sequences', 'x\n'.repeat(17), 'There can be at most 16 stop sequences.'],
  ] as const) {
    it(`refuses at the field what is out of range: ${name} ${JSON.stringify(text.slice(0, 9))}`, async () => {
      await open();
      const field = sheet.getByRole('textbox', { name });
      await field.fill(text);
      await panel.post();
      assert.equal(await field.getAttribute('aria-invalid'), 'true');
      assert.equal(await noteOf(field), problem);
      await field.press('Tab');
      assert.equal(await field.inputValue(), text, 'what was typed is still there');
      await field.press('Escape');
      assert.deepEqual(await changes(), []);
    });
  }

  it('explains what is not sent, disables it, and marks what has no effect', async () => {
    await open(thinking);
    const temperature = sheet.getByRole('textbox', { name: 'Temperature' });
    assert.equal(await temperature.isDisabled(), true);
    assert.equal(
      await noteOf(temperature),
      'Set, but not sent. deepseek-flash does not use it while it thinks.',
    );
    const penalty = sheet.getByRole('textbox', { name: 'Frequency penalty' });
    assert.equal(await noteOf(penalty), 'Not sent. It has no effect on deepseek-flash.');
    assert.equal(await sheet.getByRole('button', { name: 'Data · 1' }).isDisabled(), true);
    assert.match(await sheet.innerText(), /The setting deepseek\.userId is not sent\./);
  });

  it('offers the four temperatures with what they are for', async () => {
    await open({ values: { temperature: 1 } });
    const presets = sheet.getByRole('group', { name: 'Recommended temperatures' });
    assert.deepEqual(
      (await presets.getByRole('button').allInnerTexts()).map((text) => text.trim()),
      ['Code, maths · 0', 'Data · 1', 'Conversation, translation · 1.3', 'Creative writing · 1.5'],
    );
    assert.equal(
      await presets.getByRole('button', { name: 'Data · 1' }).getAttribute('aria-pressed'),
      'true',
    );
    await presets.getByRole('button', { name: /^Code/ }).click();
    assert.deepEqual(await changes(), [{ temperature: 0 }]);
  });

  it('chooses model, thinking, effort and switches', async () => {
    await open();
    await sheet.getByRole('combobox', { name: 'Model' }).selectOption('deepseek-v4-pro');
    await sheet.getByRole('combobox', { name: 'Thinking' }).selectOption('off');
    await sheet.getByRole('combobox', { name: 'Effort' }).selectOption('max');
    await sheet.getByRole('checkbox', { name: 'JSON output' }).click();
    await sheet.getByRole('checkbox', { name: 'Stream' }).click();
    await sheet.getByRole('checkbox', { name: 'Token probabilities' }).press('Space');
    assert.deepEqual(await changes(), [
      { model: 'deepseek-v4-pro' },
      { thinking: 'off' },
      { reasoningEffort: 'max' },
      { jsonOutput: true },
      { stream: false },
      { logprobs: true },
    ]);
  });

  it('takes stop sequences with line breaks, and shows them as they were typed', async () => {
    await open();
    const stops = sheet.getByRole('textbox', { name: 'Stop sequences' });
    await stops.fill('END\n\\n\\n\na\\\\b');
    await stops.blur();
    const stop = ['END', '\n\n', 'a\\b'];
    assert.deepEqual(await changes(), [{ stop }]);
    await panel.post(panelFact(2, { parameters: parameters({ values: { stop } }) }));
    assert.equal(await stops.inputValue(), 'END\n\\n\\n\na\\\\b');
  });

  it('says what another model costs, only where there is something to lose', async () => {
    await open();
    const model = sheet.getByRole('combobox', { name: 'Model' });
    assert.match(await noteOf(model), /billed in full/);
    await panel.close();
    await open({}, {}, []);
    assert.equal(
      await sheet.getByRole('combobox', { name: 'Model' }).getAttribute('aria-describedby'),
      null,
    );
  });

  it('lets a system prompt be written or picked before the first message', async () => {
    await open({ prompts: thinking.prompts! }, {}, []);
    const prompt = sheet.getByRole('textbox', { name: 'System prompt' });
    await prompt.fill('Be brief.');
    await prompt.blur();
    await sheet.getByRole('combobox', { name: 'Saved prompts' }).selectOption('Poet');
    assert.deepEqual(await changes(), [
      { systemPrompt: 'Be brief.' },
      { systemPrompt: 'You write poems.' },
    ]);
  });

  it('shows a frozen system prompt with the reason and the way to another', async () => {
    await open({ systemFrozen: true, systemText: 'Be kind.', prompts: thinking.prompts! });
    const prompt = sheet.getByRole('textbox', { name: 'System prompt' });
    assert.equal(await prompt.inputValue(), 'Be kind.');
    assert.equal(await prompt.isEditable(), false);
    assert.match(await noteOf(prompt), /^Frozen since the first message/);
    assert.equal(await sheet.getByRole('combobox', { name: 'Saved prompts' }).count(), 0);
    await sheet.getByRole('button', { name: 'New Chat' }).click();
    assert.equal((await panel.intentsOf('newChat')).length, 1);
  });

  it('marks its button and the fields that differ, names them, and resets', async () => {
    await show({
      values: { temperature: 0.7, jsonOutput: true },
      changed: ['temperature', 'jsonOutput'],
    });
    assert.equal(
      await button().getAttribute('aria-description'),
      'Other than the settings: Temperature, JSON output',
    );
    assert.match((await button().getAttribute('class')) ?? '', /changed/);
    await button().click();
    await sheet.getByRole('button', { name: 'Reset to settings' }).click();
    assert.equal((await panel.intentsOf('resetParameters')).length, 1);
    await panel.post(panelFact(2, { parameters: parameters() }));
    assert.equal(await button().getAttribute('aria-description'), null);
    assert.equal(await sheet.getByRole('button', { name: 'Reset to settings' }).isDisabled(), true);
  });

  it('is not open for another chat', async () => {
    await open();
    await sheet.getByRole('textbox', { name: 'Temperature' }).fill('0.4');
    await panel.post(snapshot([], {}, { id: 'chat-2' }));
    assert.equal(await sheet.count(), 0);
    assert.deepEqual(await changes(), []);
  });

  it('is walked by Tab from the first field to the last', async () => {
    await open({ prompts: thinking.prompts! }, {}, []);
    const names: string[] = [];
    for (let step = 0; step < 24; step += 1) {
      names.push(
        await panel.page.evaluate(() => {
          const item = document.activeElement;
          if (item?.closest('[role=dialog]') === null) return '';
          const label =
            item instanceof HTMLElement && item.id !== ''
              ? document.querySelector(`label[for="${item.id}"]`)?.textContent
              : item?.textContent;
          return (label ?? '').trim();
        }),
      );
      await panel.page.keyboard.press('Tab');
    }
    const inside = names.filter((name) => name !== '');
    assert.deepEqual(inside, [
      'Model',
      'Thinking',
      'Effort',
      'Temperature',
      'Code, maths · 0',
      'Data · 1',
      'Conversation, translation · 1.3',
      'Creative writing · 1.5',
      'Top P',
      'Max tokens',
      'Frequency penalty',
      'Presence penalty',
      'Stop sequences',
      'JSON output',
      'Stream',
      'Token probabilities',
      'Alternatives per token',
      'Saved prompts',
      'System prompt',
    ]);
  });

  for (const theme of themes) {
    for (const width of [300, 700]) {
      it(`passes axe and never scrolls sideways in ${theme} at ${width} px`, async () => {
        await open(thinking, { theme, width });
        await sheet.getByRole('textbox', { name: 'Top P' }).fill('7');
        await panel.post();
        await passesAxe(panel.page);
        const over = await panel.page.evaluate(() =>
          [...document.querySelectorAll('.ds-sheet, .ds-sheet *')]
            .filter((element) => element.getBoundingClientRect().right > innerWidth)
            .map((element) => element.className),
        );
        assert.deepEqual(over, []);
        await panel.screenshot(`parameters-${theme}-${width}`);
      });
    }
  }
});

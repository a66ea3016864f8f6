/** Which profile a server gets, and what is sent to it. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseBaseUrl, type BaseUrl } from '../../../../src/deepseek/http/baseUrl.ts';
import { knownModel, modelInfo } from '../../../../src/deepseek/models/modelCatalog.ts';
import {
  capabilitiesOf,
  chooseModel,
  needsModelList,
  readingProfile,
  resolveProfile,
  type RequestedModel,
} from '../../../../src/deepseek/models/apiProfile.ts';

function base(text: string): BaseUrl {
  const result = parseBaseUrl(text);
  assert.ok(result.ok);
  return result.value;
}
const official = base('https://api.deepseek.com/v1');
const other = base('https://gateway.example/v1');
const ids = (...names: string[]) => names.map((id) => ({ id }));

describe('resolveProfile', () => {
  it('uses setting, origin and models, in this order', () => {
    const resolve = (...args: Parameters<typeof resolveProfile>) => {
      const { profile, by, officialRules } = resolveProfile(...args);
      return [profile, by, officialRules];
    };
    const chat = ids('deepseek-chat');
    assert.deepEqual(resolve('auto', official, chat), ['official', 'origin', true]);
    assert.deepEqual(resolve('legacy', official, undefined), ['legacy', 'setting', true]);
    assert.deepEqual(resolve('official', other, undefined), ['official', 'setting', true]);
    assert.deepEqual(resolve('auto', other, ids('x', 'deepseek-v4-pro', 'deepseek-chat')), [
      'official',
      'models',
      false,
    ]);
    assert.deepEqual(resolve('auto', other, chat), ['legacy', 'models', false]);
    assert.deepEqual(resolve('auto', other, ids('deepseek-reasoner')), ['legacy', 'models', false]);
    for (const list of [ids(), ids('deepseek-flash:free', 'org/deepseek-chat', 'qwen3')]) {
      assert.deepEqual(resolve('auto', other, list), ['compatible', 'models', false]);
    }
    assert.deepEqual(resolve('auto', other, undefined), ['compatible', 'modelsUnavailable', false]);
  });

  // Fault G7
  it('reads answers tolerantly, except from the vendor, unless the setting says otherwise', () => {
    const lists = [
      ids('gpt-4o', 'deepseek-chat', 'deepseek-r1-70b'),
      ids('deepseek-flash'),
      ids('deepseek-chat'),
      ids(),
      undefined,
    ];
    const read = (...args: Parameters<typeof resolveProfile>) =>
      readingProfile(resolveProfile(...args), args[1]);
    for (const list of lists) {
      assert.equal(read('auto', other, list), 'compatible');
      assert.equal(read('auto', base('http://127.0.0.1:8080'), list), 'compatible');
      assert.equal(read('auto', official, list), 'official');
    }
    for (const setting of ['official', 'legacy', 'compatible'] as const) {
      assert.equal(read(setting, other, undefined), setting);
    }
    assert.equal(read('legacy', official, undefined), 'legacy');
    assert.equal(read('compatible', official, undefined), 'official');
  });

  it('needs the model list only if nothing else decides', () => {
    assert.equal(needsModelList('auto', other), true);
    assert.equal(needsModelList('auto', official), false);
    assert.equal(needsModelList('legacy', other), false);
  });
});

function choose(more: Partial<RequestedModel>, setting = 'auto' as const, server = official) {
  return chooseModel({
    model: 'auto',
    thinking: 'auto',
    reasoningEffort: 'high',
    profile: resolveProfile(setting, server, more.listed),
    listed: undefined,
    ...more,
  });
}

describe('chooseModel', () => {
  it('always sends thinking to the official API', () => {
    const sent = (thinking: 'auto' | 'on' | 'off') => choose({ thinking, reasoningEffort: 'max' });
    const on = { model: 'deepseek-flash', thinking: 'enabled', reasoningEffort: 'max' };
    assert.deepEqual(sent('auto'), on);
    assert.deepEqual(sent('on'), on);
    assert.deepEqual(sent('off'), { model: 'deepseek-flash', thinking: 'disabled' });
  });

  it('translates retired ids on the official host with their meaning', () => {
    const translated = { model: 'deepseek-flash', thinking: 'disabled' };
    for (const id of ['deepseek-chat', 'deepseek-coder']) {
      assert.deepEqual(choose({ model: id }), { ...translated, translatedFrom: id });
    }
    assert.deepEqual(choose({ model: 'deepseek-reasoner' }), {
      model: 'deepseek-flash',
      thinking: 'enabled',
      reasoningEffort: 'high',
      translatedFrom: 'deepseek-reasoner',
    });
    assert.equal(choose({ model: 'deepseek-chat', thinking: 'on' }).thinking, 'enabled');
  });

  it('keeps retired ids on other origins', () => {
    const listed = ids('deepseek-flash', 'deepseek-chat');
    const choice = choose({ model: 'deepseek-chat', listed }, 'auto', other);
    assert.deepEqual(choice, { model: 'deepseek-chat', thinking: 'disabled' });
  });

  it('switches thinking by model id on legacy', () => {
    const listed = ids('deepseek-chat', 'deepseek-reasoner');
    const sent = (more: Partial<RequestedModel>) => choose({ listed, ...more }, 'auto', other);
    assert.deepEqual(sent({}), { model: 'deepseek-chat', thinking: 'unset' });
    assert.deepEqual(sent({ thinking: 'off' }), { model: 'deepseek-chat', thinking: 'unset' });
    assert.deepEqual(sent({ thinking: 'on' }), { model: 'deepseek-reasoner', thinking: 'unset' });
    assert.deepEqual(sent({ model: 'deepseek-chat', thinking: 'on' }), {
      model: 'deepseek-chat',
      thinking: 'unset',
      thinkingFixedBy: 'model',
    });
    assert.deepEqual(sent({ listed: ids('deepseek-reasoner') }), {
      model: 'deepseek-reasoner',
      thinking: 'unset',
      thinkingFixedBy: 'model',
    });
  });

  it('sends nothing about thinking to other servers', () => {
    for (const thinking of ['auto', 'on', 'off'] as const) {
      const choice = choose({ thinking, listed: ids('qwen3', 'llama') }, 'auto', other);
      assert.deepEqual(choice, { model: 'qwen3', thinking: 'unset', thinkingFixedBy: 'server' });
    }
  });

  it('picks a preferred model, then the first, then the default', () => {
    const pick = (...names: string[]) => choose({ listed: ids(...names) }).model;
    assert.equal(pick('a', 'deepseek-chat', 'deepseek-v4-pro', 'deepseek-flash'), 'deepseek-flash');
    assert.equal(pick('a', 'deepseek-v4-pro'), 'deepseek-v4-pro');
    assert.equal(pick('a', 'b'), 'a');
    assert.equal(pick(), 'deepseek-flash');
    assert.equal(choose({}, 'auto', other).model, capabilitiesOf('compatible').defaultModel);
  });
});

describe('The catalogue', () => {
  it('is conservative about unknown models', () => {
    assert.equal(knownModel('qwen3'), undefined);
    const { contextWindow, vision, thinking } = modelInfo('qwen3');
    assert.deepEqual([contextWindow, vision, thinking], [131_072, false, 'unknown']);
  });

  it('contains the currently served models', () => {
    const flash = modelInfo('deepseek-flash');
    assert.deepEqual(
      [flash.contextWindow, flash.maxOutput, flash.vision],
      [1_000_000, 393_216, true],
    );
    assert.equal(modelInfo('deepseek-v4-pro').vision, false);
  });
});

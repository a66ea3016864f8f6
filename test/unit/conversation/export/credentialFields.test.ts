import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  isCredentialField,
  keptFields,
  maskedFields,
} from '../../../../src/conversation/export/credentialFields.ts';

describe('a field that may contain a credential', () => {
  for (const name of [
    'password',
    'PASSWORD',
    'Passwd',
    'passphrase',
    'pwd',
    'db_pwd',
    'dbPwd',
    'pass',
    'jwt',
    'api_key',
    'apiKey',
    'api-key',
    'APIKEY',
    'x-api-key',
    'key',
    'openaiKey',
    'sshkey',
    'token',
    'Token',
    'access_token',
    'accessToken',
    'access_tokens',
    'hf_token',
    'tokenValue',
    'secret',
    'clientSecret',
    'client_secrets',
    'authorization',
    'Authorization',
    'auth',
    'proxy-authentication',
    'oauth',
    'cookie',
    'Set-Cookie',
    'credential',
    'credentials',
    'creds',
    'bearer',
    'session_id',
    'signature',
    'sig',
    'otp',
    'pin',
    'X-JWT-Assertion',
    'pass\u200bword',
    'ｐａｓｓｗｏｒｄ',
  ]) {
    // Fault V18
    it(`is detected: ${name}`, () => assert.equal(isCredentialField(name), true));
  }

  for (const name of [
    'max_tokens',
    'maxTokens',
    'max_token',
    'tokens',
    'token_count',
    'completion_tokens',
    'stop_token_ids',
    'min_tokens',
    'max_new_tokens',
    'num_tokens',
    'total_tokens',
    'eos_token',
    'skip_special_tokens',
    'thinking_budget_tokens',
    'token_ids',
    'tokenizer',
    'user_id',
    'author',
    'authors',
    'monkey',
    'keywords',
    'top_k',
    'seed',
    'model',
    'messages',
    'passage',
    'pinned',
    'path',
    'pattern',
    'bypass',
    'compass',
    'spinner',
    'constructor',
    '__proto__',
  ]) {
    it(`is not detected: ${name}`, () => assert.equal(isCredentialField(name), false));
  }
});

describe('redacted fields', () => {
  // Fault V18
  it('hide a credential at any depth and of any type', () => {
    const fields = {
      top_k: 3,
      password: { deep: 's3cret' },
      nested: [{ jwt: ['s3cret', { a: 's3cret' }] }, { list: [{ pwd: 's3cret', pin: 73 }] }],
      headers: [
        { name: 'Authorization', value: 's3cret' },
        { name: 'X-Team', value: 'blue' },
        ['x-api-key', 's3cret'],
      ],
      note: 'Bearer s3cret-s3cret',
      proxy: 'http://me:s3cret@proxy.example',
      other: 'sk-s3cret-s3cret',
      use_auth: true,
      token: null,
      max_tokens: 100,
      stop_token_ids: [1, 2],
    };
    const clean = maskedFields(fields);
    assert.doesNotMatch(JSON.stringify(clean), /s3cret|73/);
    assert.deepEqual(clean, {
      top_k: 3,
      password: '***',
      nested: [{ jwt: '***' }, { list: [{ pwd: '***', pin: '***' }] }],
      headers: [
        { name: 'Authorization', value: '***' },
        { name: 'X-Team', value: 'blue' },
        ['x-api-key', '***'],
      ],
      note: '***',
      proxy: '***',
      other: '***',
      use_auth: true,
      token: null,
      max_tokens: 100,
      stop_token_ids: [1, 2],
    });
  });

  it('hide everything that is nested too deeply, and never throw', () => {
    const deep = `${'{"a":['.repeat(50_000)}"s3cret"${']}'.repeat(50_000)}`;
    assert.deepEqual(keptFields(deep), {});
    assert.doesNotMatch(
      JSON.stringify(maskedFields(JSON.parse(deep) as Readonly<Record<string, unknown>>)),
      /s3cret/,
    );
    for (const json of ['', '[]', 'null', '"x"', '{"a":1', '{"a":1}x']) {
      assert.deepEqual(keptFields(json), {});
    }
    assert.deepEqual(keptFields('{"a":[1]}'), { a: [1] });
  });
});

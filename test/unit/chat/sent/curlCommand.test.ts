/** "Copy Request as curl" for records that came from anywhere: who receives the key is who is named. */

import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { curlCommand, endpointOf } from '../../../../src/chat/sent/curlCommand.ts';
import type { RequestRecord } from '../../../../src/conversation/model.ts';
import { withTemporaryFolder } from '../../temporaryFolder.ts';

const origin = 'https://api.deepseek.com';

function recordOf(address: { origin?: string; path?: string; headers?: string[] }): RequestRecord {
  const { path = '/v1/chat/completions', headers } = address;
  return {
    profile: 'official',
    origin: address.origin ?? origin,
    bodySha256: '',
    repairs: [],
    parameters: { model: 'm', thinking: 'enabled' },
    messageHashes: [],
    form: { at: 0, path, ...(headers === undefined ? {} : { headers }) },
  };
}

/** The arguments that a shell makes of a command, the program's name first. */
function argumentsOf(command: string): string[] {
  const show = 'curl() { for one in curl "$@"; do printf "%s\\0" "$one"; done; }';
  const { stdout, stderr } = spawnSync('sh', {
    input: `${show}\n${command}`,
    encoding: 'utf8',
    env: { DEEPSEEK_API_KEY: 'the key' },
  });
  assert.equal(stderr, '');
  return stdout.split('\0').slice(0, -1);
}

describe('the address of a request', () => {
  for (const path of [
    '@evil.example/x',
    '.evil.example/x',
    ':8080@evil.example/',
    ':1/x',
    'x',
    '',
    '//evil.example',
    '\\evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/x y',
    '/x\ny',
    '/x\u0000',
    '/x\ty',
    '/../x',
    '/./x',
    '/é',
    '/\u202ex',
    '/\u200b',
    '/x\u007f',
    '/{a,b}',
    '/"x"',
    '/<x>',
    '/`id`',
    'https://evil.example/x',
    ' /x',
    '/x ',
    '-o/tmp/x',
    '?x',
    '#x',
    '/%zz\r\nX: y',
  ]) {
    // Fault V8
    it(`is refused with the path ${JSON.stringify(path)}`, () => {
      assert.equal(endpointOf(recordOf({ path })), undefined);
      assert.equal(curlCommand(recordOf({ path }), '{}'), undefined);
    });
  }

  for (const bad of [
    '-o./x',
    '-o./x https://evil.example',
    '',
    'null',
    'api.deepseek.com',
    '//api.deepseek.com',
    'https://api.deepseek.com/',
    'https://api.deepseek.com/v1',
    'https://api.deepseek.com?x',
    'https://api.deepseek.com#x',
    'https://me@api.deepseek.com',
    'https://me:pw@evil.example',
    'https://api.deepseek.com:443',
    'http://evil.example:80',
    'HTTPS://api.deepseek.com',
    'https://API.deepseek.com',
    'https://äpi.deepseek.com',
    'https://api。deepseek.com',
    'https://api.deepseek.com\n',
    ' https://api.deepseek.com',
    'https://a b',
    'https:\\\\evil',
    'file:///etc/passwd',
    'ftp://evil.example',
    'javascript:alert(1)',
    'blob:https://x.example',
    'https://api.deepseek.com\u0000',
    'https://api.deepseek.com\u200b',
    'https://127.1',
    'https://0x7f.1',
    '--config=x',
    '@file',
    'https://evil.example/https://api.deepseek.com',
  ]) {
    it(`is refused with the origin ${JSON.stringify(bad)}`, () => {
      assert.equal(endpointOf(recordOf({ origin: bad })), undefined);
      assert.equal(curlCommand(recordOf({ origin: bad }), '{}'), undefined);
    });
  }

  it('stays on its origin, whatever path is taken', () => {
    const sign = fc.constantFrom(..."/@.:?#\\{}[]-%2e !$&'()*+,;=~a1\n\u202e\u{1F40B}");
    const path = fc.array(sign, { maxLength: 12 }).map((signs) => signs.join(''));
    fc.assert(
      fc.property(path, (text) => {
        const endpoint = endpointOf(recordOf({ path: text }));
        if (endpoint === undefined) return;
        assert.equal(new URL(endpoint).origin, origin);
        assert.equal(new URL(text, origin).origin, origin);
        const words = argumentsOf(curlCommand(recordOf({ path: text }), '{}')!);
        assert.equal(words[words.indexOf('--url') + 1], origin + text);
      }),
      { numRuns: 300 },
    );
  });

  it('is that of today’s and older records', () => {
    for (const own of ['/chat/completions', '/v1/chat/completions', '/beta/chat/completions']) {
      assert.equal(endpointOf(recordOf({ path: own })), origin + own);
    }
    assert.equal(endpointOf(recordOf({ path: '/a-b/c~d/[1-3]' })), `${origin}/a-b/c~d/[1-3]`);
    const { form, ...older } = recordOf({});
    assert.ok(form !== undefined);
    assert.equal(endpointOf(older), `${origin}/chat/completions`);
    for (const own of [
      'http://127.0.0.1:11434',
      'http://[::1]:8000',
      'http://my_host',
      'http://x',
    ]) {
      assert.equal(endpointOf(recordOf({ origin: own })), `${own}/v1/chat/completions`);
    }
  });
});

describe('a command for curl', () => {
  // Fault V8
  it('is one command with the very words that were meant, whatever they are', () => {
    const bodies = [
      `'; touch /tmp/x; '`,
      '$(touch x) `touch x` $HOME ${IFS} !! \\',
      "it's \\' ''' \"",
      '@/etc/passwd',
      '-o ./x',
      '\n\r\n -H "X: y"\n',
      '{"a":"\u0007\u001b[201~ \u202e🐋"}',
      `'${'x'.repeat(200_000)}'`,
    ];
    for (const body of bodies) {
      const words = argumentsOf(curlCommand(recordOf({}), body)!);
      assert.deepEqual(words.slice(0, -1), [
        'curl',
        '--globoff',
        '--no-buffer',
        '--url',
        `${origin}/v1/chat/completions`,
        '-H',
        'Accept: text/event-stream',
        '-H',
        'Authorization: Bearer the key',
        '-H',
        'Content-Type: application/json',
        body.length > 100_000 ? '--data-binary' : '--data-raw',
      ]);
      assert.equal(words.at(-1), body.length > 100_000 ? '@-' : body);
    }
  });

  it('names no header that could read a file, carry a key or begin another one', () => {
    const headers = [
      'X-Team',
      '@/etc/passwd',
      '-o./x',
      'X-Bad\nAuthorization',
      "X'; touch x; '",
      'X-Bad: y',
      'Authorization',
      'Cookie',
      'X-Api-Key',
      'Host',
      'Content-Length',
      'X;',
      '',
      'X-Team',
      'é',
    ];
    const words = argumentsOf(curlCommand(recordOf({ headers }), '{}')!);
    const sent = words.filter((_, index) => words[index - 1] === '-H');
    assert.deepEqual(sent.slice(3), ['X-Team: VALUE']);
  });

  it('sends the key to the host that is named, by the real curl where there is one', () =>
    withTemporaryFolder(async (folder) => {
      const requests: IncomingMessage[] = [];
      const server = createServer((request, response) => {
        requests.push(request);
        request.resume().on('end', () => response.end('ok'));
      });
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
      try {
        const own = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
        // Where there is no curl, its words are checked alone.
        const hasCurl = spawnSync('curl', ['--version']).status === 0;
        for (const path of ['/v1/chat/completions', '/[1-3]/x', "/it's/$HOME/(a);b&c"]) {
          const command = curlCommand(recordOf({ origin: own, path }), '{"a":"it\'s"}')!;
          const words = argumentsOf(command);
          assert.equal(words[words.indexOf('--url') + 1], own + path);
          if (!hasCurl) continue;
          const script = join(folder, 'command.sh');
          writeFileSync(script, command);
          const env = { PATH: process.env['PATH'], DEEPSEEK_API_KEY: 'the-key', HOME: folder };
          await promisify(execFile)('sh', [script], { env, cwd: folder });
          const request = requests.at(-1);
          assert.equal(request?.url, path);
          assert.equal(`http://${request.headers.host ?? ''}`, own);
          assert.equal(request.headers.authorization, 'Bearer the-key');
        }
        assert.equal(requests.length, hasCurl ? 3 : 0);
      } finally {
        server.close();
      }
    }));
});

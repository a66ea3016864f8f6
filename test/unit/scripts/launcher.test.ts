import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { withDevelopmentOptions } from '../../../scripts/host/developmentHost.ts';
import { readArguments } from '../../../scripts/host/launcher.ts';

describe('launcher', () => {
  it('parses the command line of test-electron', () => {
    const folder = import.meta.dirname;
    assert.deepEqual(
      readArguments([
        folder,
        '--user-data-dir=/u',
        '--extensions-dir',
        '/e',
        '--no-sandbox',
        '--disable-workspace-trust',
        '--extensionTestsPath=/t/index.cjs',
        '--extensionDevelopmentPath=/a',
        '--extensionDevelopmentPath=/b',
      ]),
      {
        extensions: ['/a', '/b'],
        tests: '/t/index.cjs',
        userDataDir: '/u',
        extensionsDir: '/e',
        folder,
        trust: true,
      },
    );
  });

  it('keeps folders restricted by default', () => {
    assert.equal(readArguments([]).trust, false);
  });

  it('adds the extensions and tests to the workbench page', () => {
    const page =
      '<meta id="vscode-workbench-web-configuration" data-settings="{&quot;a&quot;:&quot;x &amp;amp; $1&quot;}">';
    const html = withDevelopmentOptions(page, '127.0.0.1:1', { extensions: ['/a'], tests: '/t' });
    const settings = /data-settings="([^"]*)"/.exec(html)?.[1] ?? '';
    const plain = settings.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
    const toUri = (path: string) => ({ scheme: 'vscode-remote', authority: '127.0.0.1:1', path });
    assert.deepEqual(JSON.parse(plain), {
      a: 'x &amp; $1',
      developmentOptions: { extensions: [toUri('/a')], extensionTestsPath: toUri('/t') },
    });
  });

  it('rejects a page that is not a workbench', () => {
    assert.throws(
      () => withDevelopmentOptions('<p>', 'a', { extensions: [], tests: '' }),
      /no workbench/,
    );
  });
});

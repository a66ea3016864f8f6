import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { toOpenableLink } from '../../../src/views/openableLink.ts';

describe('a link that a page asks to open', () => {
  it('is opened when it leads to the web or to a mailbox', () => {
    assert.equal(toOpenableLink('https://example.com/a?b#c'), 'https://example.com/a?b#c');
    assert.equal(toOpenableLink('http://example.com'), 'http://example.com/');
    assert.equal(toOpenableLink('mailto:a@example.com'), 'mailto:a@example.com');
  });

  for (const href of [
    'command:workbench.action.quit',
    'command://x',
    'vscode:extension/evil.evil',
    'vscode-insiders://evil.evil/x',
    'code-oss://x',
    'file:///etc/passwd',
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'data:text/html,x',
    'blob:https://example.com/1',
    'vbscript:x',
    'ms-msdt:/id',
    'search-ms:query=x',
    'smb://host/share',
    'ftp://example.com/',
    'ssh://example.com',
    '//example.com/a',
    '/etc/passwd',
    '\\\\host\\share',
    'about:blank',
    'view-source:https://example.com',
    '',
  ]) {
    it(`is not opened: ${JSON.stringify(href)}`, () => {
      assert.equal(toOpenableLink(href), undefined);
    });
  }
});

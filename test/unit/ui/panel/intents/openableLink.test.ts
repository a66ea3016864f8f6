import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { messageLimits } from '../../../../../src/conversation/limits.ts';
import { toOpenableLink } from '../../../../../src/ui/panel/intents/openableLink.ts';

describe('a link that a page asks to open', () => {
  it('is opened when it leads to the web or to a mailbox', () => {
    assert.equal(toOpenableLink('https://example.com/a?b#c'), 'https://example.com/a?b#c');
    assert.equal(toOpenableLink('http://example.com'), 'http://example.com/');
    assert.equal(toOpenableLink('mailto:a@example.com'), 'mailto:a@example.com');
  });

  it('leads to the host that it names, without a name or password', () => {
    const open = (href: string) => toOpenableLink(href);
    assert.equal(open('https://api.deepseek.com@evil.example/x'), 'https://evil.example/x');
    assert.equal(open('https://me:pw@example.com:8443/'), 'https://example.com:8443/');
    assert.equal(open('https:\\\\example.com\\@x'), 'https://example.com/@x');
  });

  it('attaches no file to a mail', () => {
    const mail = 'mailto:a@example.com?subject=Hello%20you&body=x+y';
    assert.equal(toOpenableLink(mail), mail);
    assert.equal(toOpenableLink(`${mail}&attach=/etc/passwd`), 'mailto:a@example.com');
    assert.equal(toOpenableLink(`${mail}&Attachment=/etc/passwd`), 'mailto:a@example.com');
  });

  it('is not opened when it is longer than the limit, as written or as normalised', () => {
    const { link } = messageLimits;
    const longest = `https://example.com/${'x'.repeat(link - 20)}`;
    assert.equal(toOpenableLink(longest), longest);
    assert.equal(toOpenableLink(`${longest}x`), undefined);
    assert.equal(toOpenableLink(`https://example.com/${'ä'.repeat(link / 2)}`), undefined);
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
    'vscode://vscode.git/clone?url=x',
    'vscode-file://x',
    'vscode-webview://x',
    'vscode-remote://x',
    'intent://x',
    'tel:1',
    'jar:https://example.com!/x',
    'filesystem:https://example.com/x',
    'https://',
    'http:// x y',
    'https://exa mple.com',
    'view-source:https://example.com',
    '',
  ]) {
    it(`is not opened: ${JSON.stringify(href)}`, () => {
      assert.equal(toOpenableLink(href), undefined);
    });
  }
});

/** The HTML of a webview: a root, a stylesheet, a script, and a strict Content-Security-Policy. */

import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The folder that the page may load from. */
export function pageFolder(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
}

/** The content security policy of a page. */
export function contentSecurityPolicy(cspSource: string, nonce: string): string {
  return [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} data:`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
}

/** The files of a page, in `pageFolder`. */
export interface PageFiles {
  /** In the order in which they run. */
  readonly scripts: readonly string[];
  readonly styles: string;
}

const chatFiles: PageFiles = { scripts: ['panel.js', 'markdown.js'], styles: 'styles.css' };

/** The page's HTML, with a nonce of its own; `boot` is what its script begins with. */
export function createPage(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  boot: { readonly language: string },
  files: PageFiles = chatFiles,
): string {
  const nonce = randomBytes(18).toString('base64');
  const file = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(pageFolder(extensionUri), name)).toString();
  return `<!DOCTYPE html>
<html lang="${escapeAttribute(boot.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeAttribute(contentSecurityPolicy(webview.cspSource, nonce))}">
<meta property="csp-nonce" content="${nonce}">
<title>DeepSeek Chat</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escapeAttribute(file(files.styles))}">
</head>
<body>
<div id="root" data-boot="${escapeAttribute(JSON.stringify(boot))}"></div>
${files.scripts.map((name) => `<script nonce="${nonce}" src="${escapeAttribute(file(name))}"></script>`).join('\n')}
</body>
</html>`;
}

function escapeAttribute(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

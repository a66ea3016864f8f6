/** Watches a window from its first request on: what its webviews ask the network for, which policies they break, what the console says. */

import type { Frame, Page, Request } from 'playwright-core';

/** What a window did. */
export interface WindowRecord {
  /** Requests of webviews for anything but their own files. */
  readonly foreign: string[];
  /** Policies that webviews broke. */
  readonly violations: string[];
  /** Every line of the console, webviews included. */
  readonly console: string[];
}

const policyMark = '[policy] ';

/** What the pages may load: the files that are packed for them. */
const ownFiles =
  /^https:\/\/(file|vscode-remote)\+[\w+-]*\.vscode-resource\.vscode-cdn\.net\/[^?]*\/deepchat\.deepseek-chat-[^/?]*\/dist\/webview\/((panel|markdown|usage)\.js|(styles|usageStyles)\.css|codicon\.ttf)(\?.*)?$/;

/** Begins the record of a page that has not been opened yet. */
export async function recordWindow(page: Page, serverUrl: string): Promise<WindowRecord> {
  const record: WindowRecord = { foreign: [], violations: [], console: [] };
  await page.addInitScript((mark) => {
    if (window === window.top) return;
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`${mark}${event.effectiveDirective} ${event.blockedURI} in ${location.href}`);
    });
  }, policyMark);
  page.on('request', (request) => {
    const frame = frameOf(request);
    if (frame === null || frame === page.mainFrame()) return;
    const url = request.url();
    const own = url.startsWith(`${serverUrl}/`) || ownFiles.test(url) || /^(data|blob):/.test(url);
    if (!own) record.foreign.push(url);
  });
  page.on('console', (message) => {
    const text = message.text();
    record.console.push(text);
    if (text.startsWith(policyMark)) record.violations.push(text.slice(policyMark.length));
  });
  return record;
}

/** The frame that made a request; none for those of a service worker. */
function frameOf(request: Request): Frame | null {
  return request.serviceWorker() === null ? request.frame() : null;
}

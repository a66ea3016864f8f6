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

/** The extension's folder of files for pages, from the name of its installed folder on. */
const ownFolder = /^deepchat\.deepseek-chat-[^/]*\/dist\/webview\/[^/]*$/;

/** Which of its own files a page asks for, from the name of its extension's folder on. */
const resource =
  /^https:\/\/(?:file|vscode-remote)\+[\w+-]*\.vscode-resource\.vscode-cdn\.net\/[^?]*\/extensions\/([^?]*)/;

/** Begins the record of a page that has not been opened yet; `mayLoad` are the files that its webviews are packed with. */
export async function recordWindow(
  page: Page,
  serverUrl: string,
  mayLoad: RegExp = ownFolder,
): Promise<WindowRecord> {
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
    const file = resource.exec(url)?.[1] ?? '';
    const own = url.startsWith(`${serverUrl}/`) || mayLoad.test(file) || /^(data|blob):/.test(url);
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

/** Records a window from its first request: network requests of its webviews, policy violations, and console output. */

import type { Frame, Page, Request } from 'playwright-core';

/** What happened in a window. */
export interface WindowRecord {
  /** Requests of webviews for anything except their own files. */
  readonly foreign: string[];
  /** Content security policies that webviews violated. */
  readonly violations: string[];
  /** Every console line, including those of webviews. */
  readonly console: string[];
}

const policyMark = '[policy] ';

/** The extension's folder of webview files, starting with its installed folder's name. */
const ownFolder = /^deepchat\.deepseek-chat-[^/]*\/dist\/webview\/[^/]*$/;

/** The requested file of the extension, starting with its folder's name. */
const resource =
  /^https:\/\/(?:file|vscode-remote)\+[\w+-]*\.vscode-resource\.vscode-cdn\.net\/[^?]*\/extensions\/([^?]*)/;

/** Starts recording a page that has not been opened yet; `mayLoad` are the packaged files of its webviews. */
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

/** The frame that made a request; undefined for requests of a service worker. */
function frameOf(request: Request): Frame | null {
  return request.serviceWorker() === null ? request.frame() : null;
}

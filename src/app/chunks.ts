/** All dynamic imports of the app. `src/extension.ts` has the one that loads the app itself. */

import { loadChunk } from './loadChunk.ts';

/** What the first request or estimate loads. */
export const loadRequests = () => loadChunk(() => import('./requestsChunk.ts'));

/** What the list of chats loads, or the first command that opens a document, a page, a file or a prompt. */
export const loadFeatures = () => loadChunk(() => import('./featuresChunk.ts'));

/** The SDK. */
export const loadTransport = () => loadChunk(() => import('../deepseek/http/sdkTransport.ts'));

/** The webview's strings, where VS Code has a translation of them. */
export const loadUiStrings = () =>
  loadChunk(() => import('../protocol/strings/english/uiStrings.ts'));

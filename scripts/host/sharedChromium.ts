/** The one Chromium that all tests of a process share, each with browser contexts of its own. */

import type { Browser } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { whenTestsEnd } from './whenTestsEnd.ts';

let launched: Promise<Browser> | undefined;

/** Starts the browser once, or again after it has crashed; it is closed when all tests are over. */
export function sharedChromium(): Promise<Browser> {
  launched ??= launch();
  return launched;
}

async function launch(): Promise<Browser> {
  const browser = await launchChromium();
  browser.once('disconnected', () => (launched = undefined));
  whenTestsEnd(() => browser.close());
  return browser;
}

/** The Chromium that all tests of a process share, each with its own browser contexts. */

import type { Browser } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { whenTestsEnd } from './whenTestsEnd.ts';

let launched: Promise<Browser> | undefined;

/** Starts the browser once, and again after a crash; it is closed after all tests. */
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

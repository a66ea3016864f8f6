/** Opens a page for each test of a suite and asserts that it broke no policy and threw nothing. */

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach } from 'mocha';
import { Harness, type OpenOptions, type PanelPage } from './harness.ts';

/** Opens a page before each test of the suite and hands it over; every page that the test leaves open is looked at and closed. */
export function withPage(
  options: OpenOptions,
  prepare: (panel: PanelPage, harness: Harness) => Promise<unknown> | void,
): void {
  let harness: Harness;
  before(async () => (harness = await Harness.start()));
  after(() => harness.stop());
  beforeEach(async () => {
    await prepare(await harness.open(options), harness);
  });
  afterEach(async () => {
    for (const panel of [...harness.panels]) {
      assert.deepEqual(await panel.violations(), []);
      assert.deepEqual(panel.faults, []);
      assert.deepEqual(panel.foreignRequests(), []);
      await panel.close();
    }
  });
}

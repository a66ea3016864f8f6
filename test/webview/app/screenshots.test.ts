import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { Harness, themes } from '../harness.ts';
import { scenes, showScene } from './scenes.ts';

describe('how the panel looks', () => {
  let harness: Harness;
  before(async () => (harness = await Harness.start()));
  after(() => harness.stop());

  for (const theme of themes) {
    for (const width of theme === 'dark' ? [300, 480, 900] : [300, 480]) {
      it(`never scrolls sideways in ${theme} at ${width} px`, async () => {
        const panel = await harness.open({ theme, width, height: 780 });
        for (const [nth, name] of Object.keys(scenes).entries()) {
          // Another chat each time, so that nothing of the last one stays.
          await showScene(panel, name, nth);
          await panel.page.evaluate(async () => {
            await customElements.whenDefined('vscode-progress-ring');
            await document.fonts.ready;
          });
          // The pictures of the narrow and the wide panel show what there is to see.
          if (width !== 480) await panel.screenshot(`${name}-${theme}-${width}`);
          const widths = await panel.page.evaluate(() =>
            [document.documentElement, document.querySelector('.ds-transcript')!].map((element) => [
              element.scrollWidth,
              element.clientWidth,
            ]),
          );
          for (const [scroll, client] of widths) assert.equal(scroll, client, name);
        }
        await panel.close();
      });
    }
  }

  it('centres its column in a wide editor', async () => {
    const panel = await harness.open({ width: 1100 });
    await panel.post(scenes.showcase!());
    for (const part of ['.ds-transcript > .ds-column', '.ds-composer']) {
      const box = (await panel.page.locator(part).boundingBox())!;
      assert.ok(box.width <= 800, `${part} ${box.width}`);
      assert.ok(Math.abs(box.x - (1100 - box.x - box.width)) <= 16, part);
    }
    await panel.close();
  });

  it('keeps outlines where colours are forced', async () => {
    const panel = await harness.open({ forcedColors: true });
    await panel.post(scenes.showcase!());
    await panel.screenshot('showcase-forced-400');
    const styles = await panel.page.evaluate(() =>
      ['.ds-question', '.ds-send', '.ds-composer', '.ds-code', '.ds-error'].map(
        (part) => getComputedStyle(document.querySelector(part)!).borderTopStyle,
      ),
    );
    assert.deepEqual(styles, Array(5).fill('solid'));
    await panel.close();
  });
});

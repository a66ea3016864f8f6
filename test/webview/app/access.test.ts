import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { createUiStrings } from '../../../src/protocol/strings/english/uiStrings.ts';
import { passesAxe } from '../../../scripts/host/passesAxe.ts';
import { Harness, themes } from '../harness.ts';
import { scenes, showScene } from './scenes.ts';

/** Wide, only what gets other lines or columns by it. */
const scenesAt = (width: number) =>
  width === 900 ? ['showcase', 'everyBlock', 'languages', 'json'] : Object.keys(scenes);

describe('accessibility', () => {
  let harness: Harness;
  before(async () => (harness = await Harness.start()));
  after(() => harness.stop());

  for (const theme of themes) {
    for (const width of [300, 400, 900]) {
      it(`passes axe in ${theme} at ${width} px`, async () => {
        // So high that whatever a scene has is in sight and looked at.
        const panel = await harness.open({ theme, width, height: 3000 });
        for (const [nth, name] of scenesAt(width).entries()) {
          await showScene(panel, name, nth);
          await passesAxe(panel.page, name);
        }
        await panel.close();
      });
    }
  }

  it('has no text of its own: in a pseudo-locale nothing is left in English', async () => {
    const strings = createUiStrings({ l10n: { t: (message) => `⟦${message}⟧` } });
    const panel = await harness.open({ strings });
    for (const [nth, name] of Object.keys(scenes).entries()) {
      const facts = await showScene(panel, name, nth);
      const seen = await panel.page.evaluate(collectTexts);
      // What the host sent may show as it is; everything else comes from the table.
      const sent = stringsOf(facts).join(' ');
      const left = seen.filter((text) => {
        // One text may stand in two elements, one of which gives way where it is narrow.
        const own = text
          .replace(/⟦[^⟦⟧]*(⟦[^⟦⟧]*⟧[^⟦⟧]*)*⟧/g, '')
          .replace(/^[^⟦⟧]*⟧|⟦[^⟦⟧]*$/g, '')
          .trim();
        return /\p{L}{2}/u.test(own) && !own.split(/[·\s]+/).every((word) => sent.includes(word));
      });
      assert.deepEqual(left, [], name);
      assert.ok(
        seen.some((text) => text.includes('⟦')),
        name,
      );
    }
    await panel.close();
  });
});

function stringsOf(value: unknown): readonly string[] {
  const found: string[] = [];
  JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === 'string') found.push(item);
    return item;
  });
  return found;
}

/** Every text and every named attribute that a person can meet; runs in the page. */
function collectTexts(): string[] {
  const texts: string[] = [];
  const walker = document.createTreeWalker(document.getElementById('root')!, NodeFilter.SHOW_ALL);
  for (let node: Node | null = walker.currentNode; node !== null; node = walker.nextNode()) {
    // Times are written by the browser in the language of the page.
    if (node.parentElement?.localName === 'time') continue;
    if (node instanceof Text && node.data.trim() !== '') texts.push(node.data.trim());
    if (!(node instanceof Element) || node.closest('[aria-hidden=true]') !== null) continue;
    for (const name of ['aria-label', 'aria-description', 'title', 'placeholder', 'alt']) {
      const value = node.getAttribute(name);
      if (value !== null) texts.push(value);
    }
  }
  return texts;
}

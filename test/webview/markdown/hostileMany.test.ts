import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { content, makeTurn, snapshot } from '../fixtures.ts';
import { Harness } from '../harness.ts';
import { hostileAnswers } from './hostileAnswers.ts';

const atOnce = 400;

/** What is wrong with what stands in the page; runs there. */
function faultsOfPage(): {
  faults: string[];
  answers: number;
  links: number;
  formulas: number;
  coloured: number;
} {
  const faults: string[] = [];
  const elements = [...document.querySelectorAll('.ds-markdown *')];
  const banned =
    /^(script|style|iframe|object|embed|img|svg|link|meta|base|form|video|audio|template|source)$/i;
  for (const element of elements) {
    if (banned.test(element.tagName)) faults.push(element.tagName);
    for (const name of element.getAttributeNames()) {
      if (/^(on|src|xlink|formaction|id$)/i.test(name)) faults.push(name);
    }
    // The page itself sets the sizes of formulas, and of sections and chapters.
    const sized = element instanceof MathMLElement || element.matches('.ds-section, .ds-chapter');
    const style = element.getAttribute('style') ?? '';
    if (/url|\(|position|content:/i.test(style.replace(/calc\(|rgb\(/g, ''))) faults.push(style);
    if (style !== '' && !sized) faults.push(`${element.tagName} ${style}`);
    const href = element.getAttribute('href');
    if (href !== null && !/^(https?|mailto):/.test(href)) faults.push(href);
    if (element instanceof HTMLAnchorElement && !element.title.includes(element.hostname)) {
      faults.push(`${element.href} titled ${element.title}`);
    }
  }
  return {
    faults,
    answers: document.querySelectorAll('[data-part="content"]').length,
    links: document.querySelectorAll('.ds-markdown a[href]').length,
    formulas: document.querySelectorAll('.ds-markdown math').length,
    coloured: document.querySelectorAll('.ds-code code span').length,
  };
}

describe('thousands of hostile answers', () => {
  let harness: Harness;
  before(async () => (harness = await Harness.start()));
  after(() => harness.stop());

  it('run nothing, load nothing, and leave no handler and no bad scheme behind', async () => {
    const answers = hostileAnswers();
    assert.ok(answers.length >= 3000, String(answers.length));
    const panel = await harness.open();
    const address = panel.page.url();
    const started = panel.requests.length;
    let links = 0;
    let formulas = 0;
    let coloured = 0;
    for (let from = 0; from < answers.length; from += atOnce) {
      const batch = answers.slice(from, from + atOnce);
      const turns = batch.map((text, index) =>
        makeTurn(`t${String(from + index)}`, { parts: [content(text)] }),
      );
      await panel.post(snapshot(turns, {}, { id: `chat-${String(from)}` }));
      await panel.page.waitForFunction(
        () =>
          document.querySelector('[data-tex]:not([data-set])') === null &&
          document.querySelector('[data-language="js"]:not(:has(span))') === null,
      );
      const found = await panel.page.evaluate(faultsOfPage);
      assert.deepEqual(found.faults, []);
      assert.equal(found.answers, batch.length);
      links += found.links;
      formulas += found.formulas;
      coloured += found.coloured;
    }
    assert.ok(links > 100, String(links));
    assert.ok(formulas > 50 && coloured > 100, `${formulas} ${coloured}`);
    assert.equal(panel.page.url(), address);
    assert.equal(await panel.page.evaluate(() => '__ran' in window), false);
    const fonts = panel.requests.slice(started).filter((url) => !url.endsWith('/codicon.ttf'));
    const own = fonts.filter(
      (url) => !/^http:\/\/127[^?#]*\/(?:toolkit|math|highlight)\.js$/.test(url),
    );
    assert.deepEqual(own, []);
    assert.deepEqual(await panel.violations(), []);
    assert.deepEqual(panel.faults, []);
    await panel.close();
  });
});

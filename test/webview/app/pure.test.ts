import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { errorKinds, failureReasons } from '../../../src/conversation/errors.ts';
import { parameters } from '../../../src/conversation/parameters.ts';
import { errorEntry, errorTable, isErrorKind } from '../../../src/protocol/errorTable.ts';
import { fill } from '../../../src/protocol/strings/uiStrings.ts';
import { Composition, enterSends } from '../../../webview/composer/imeComposition.ts';
import { formatCount } from '../../../src/protocol/formatCount.ts';
import { formatSpan } from '../../../webview/widgets/format.ts';
import { messageLimits } from '../../../src/conversation/limits.ts';
import { toOpenableLink } from '../../../src/ui/panel/intents/openableLink.ts';
import { toSafeLink } from '../../../webview/markdown/links.ts';
import { foldFact, hostNow } from '../../../webview/state/state.ts';
import { events, makeOpenTurn, makeTurn, panelFact, snapshot } from '../fixtures.ts';
import { english } from '../harness.ts';

describe('the fold of facts', () => {
  const first = foldFact(null, snapshot([makeTurn('a')]), 0);

  it('takes nothing before a snapshot, and nothing but the next revision', () => {
    assert.equal(foldFact(null, panelFact(1, {}), 0), 'resync');
    assert.ok(first !== 'resync');
    for (const revision of [0, 1, 3]) {
      assert.equal(foldFact(first, panelFact(revision, {}), 0), 'resync');
    }
    const next = foldFact(first, panelFact(2, { model: 'm' }), 5);
    assert.ok(next !== 'resync');
    assert.deepEqual([next.revision, next.panel.model, next.panelAt], [2, 'm', 5]);
  });

  it('starts again with any snapshot', () => {
    assert.ok(first !== 'resync');
    const again = foldFact(first, snapshot([], {}, { revision: 40, earlier: 7 }), 0);
    assert.ok(again !== 'resync');
    assert.deepEqual([again.revision, again.earlier, again.conversation.turns.size], [40, 7, 0]);
  });

  it('learns how far the host clock is off from the quickest message', () => {
    let state = foldFact(null, snapshot([makeOpenTurn('t')]), 0);
    for (const [revision, delay] of [
      [2, 50],
      [3, 10],
      [4, 90],
    ] as const) {
      assert.ok(state !== 'resync');
      const at = 1_000_000 + revision;
      state = foldFact(
        state,
        events(revision, {
          type: 'partAppended',
          turnId: 't',
          partId: 'p',
          kind: 'content',
          offset: 0,
          text: 'x',
          at,
        }),
        at - 5000 + delay,
      );
    }
    assert.ok(state !== 'resync');
    assert.equal(hostNow(state, 0), 4990);
  });
});

describe('numbers on the panel', () => {
  it('shortens counts without ever showing 1000k', () => {
    const shown = [0, 310, 999, 1000, 1210, 9949, 9950, 12_345, 999_499, 999_500, 1_000_000].map(
      formatCount,
    );
    assert.deepEqual(shown, [
      '0',
      '310',
      '999',
      '1k',
      '1.2k',
      '9.9k',
      '10k',
      '12k',
      '999k',
      '1M',
      '1M',
    ]);
  });

  it('writes spans in seconds and minutes', () => {
    const shown = [0, 400, 12_000, 59_600, 61_000, 125_000, -5].map((ms) =>
      formatSpan(ms, english),
    );
    assert.deepEqual(shown, ['0 s', '0 s', '12 s', '1 min', '1 min 1 s', '2 min 5 s', '0 s']);
  });
});

describe('the page texts', () => {
  it('have a title, an explanation and an action for every kind of failure', () => {
    for (const kind of errorKinds) {
      assert.ok(isErrorKind(kind));
      assert.ok(english[errorTable[kind].title].length > 0);
      assert.ok(english[errorTable[kind].explanation].endsWith('.'));
    }
    assert.equal(isErrorKind('toString'), false);
  });

  it('come with the log wherever they mention it', () => {
    const actions = [undefined, 'dropAttachments', 'openBaseUrlSetting', 'showLog'] as const;
    for (const kind of errorKinds) {
      for (const reason of [undefined, ...failureReasons]) {
        for (const action of actions) {
          const entry = errorEntry({
            kind,
            message: '',
            ...(reason && { reason }),
            ...(action && { action }),
          });
          if (!/\blog\b/.test(english[entry.explanation])) continue;
          assert.ok([entry.action, entry.otherAction].includes('showLog'), kind);
        }
      }
    }
  });

  it('are all in use', () => {
    const files = globSync(['webview/**/*.ts', 'src/protocol/errorTable.ts']);
    const sources = files.map((file) => readFileSync(file, 'utf8'));
    // The sheet finds these by the name of their parameter.
    const named = Object.keys(parameters).flatMap((key) => [key, `${key}Hint`]);
    const words = new Set([...named, ...(sources.join(' ').match(/\w+/g) ?? [])]);
    assert.deepEqual(
      Object.keys(english).filter((key) => !words.has(key)),
      [],
    );
  });

  it('take values by place, and keep a placeholder that has none', () => {
    assert.equal(fill('{1} of {0} in {2}', 'a', 2), '2 of a in {2}');
    assert.equal(fill('{0}', '$& {1}'), '$& {1}');
  });
});

describe('links', () => {
  it('are http, https and mailto, and tell where they lead', () => {
    const targets = [
      'https://a.example:8443/x',
      'http://u:p@b.example',
      'https://аpple.example',
      'mailto:a@b.example',
    ];
    assert.deepEqual(
      targets.map((href) => toSafeLink(href)?.target),
      ['a.example:8443', 'b.example', 'xn--pple-43d.example', 'a@b.example'],
    );
    for (const href of [
      'javascript:1',
      ' javascript:1',
      'data:,',
      'file:///x',
      'command:x',
      '/x',
      '#x',
      '',
    ]) {
      assert.equal(toSafeLink(href), undefined, href);
    }
  });

  it('is none when it is longer than what the host opens', () => {
    const longest = `https://example.com/${'x'.repeat(messageLimits.link - 20)}`;
    assert.equal(toSafeLink(longest)?.href, longest);
    assert.equal(toOpenableLink(longest), longest);
    assert.equal(toSafeLink(`${longest}x`), undefined);
  });
});

describe('Enter', () => {
  const key = { key: 'Enter', shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };

  it('sends by itself or with a modifier, as the setting says', () => {
    assert.equal(enterSends(key, 'enter'), true);
    assert.equal(enterSends({ ...key, shiftKey: true }, 'enter'), false);
    assert.equal(enterSends(key, 'ctrlEnter'), false);
    assert.equal(enterSends({ ...key, metaKey: true }, 'ctrlEnter'), true);
    assert.equal(enterSends({ ...key, key: 'a' }, 'enter'), false);
  });

  it("is the input method's until its key is up or the moment has passed", () => {
    const composition = new Composition();
    const at = (timeStamp: number) => ({ isComposing: false, keyCode: 13, timeStamp });
    composition.onStart();
    assert.equal(composition.owns(at(0)), true);
    composition.onEnd({ timeStamp: 10, target: null, data: '日本' });
    assert.equal(composition.owns(at(20)), true);
    assert.equal(composition.owns(at(500)), false);
    composition.onKeyUp();
    assert.equal(composition.owns(at(20)), false);
    assert.equal(composition.owns({ ...at(20), keyCode: 229 }), true);
  });

  it("is the field's right after a Hangul syllable, which needs no Enter to be finished", () => {
    const composition = new Composition();
    for (const data of ['한', 'ㅋㅋ', '안녕']) {
      composition.onStart();
      composition.onEnd({ timeStamp: 10, target: null, data });
      assert.equal(composition.owns({ isComposing: false, keyCode: 13, timeStamp: 11 }), false);
    }
  });
});

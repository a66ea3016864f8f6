import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { usageCsv } from '../../../src/ui/usage/usageCsv.ts';
import { localDay, startOfDay } from '../../../src/chat/usage/usageTotals.ts';
import { toValidDate } from '../../../src/conversation/validDate.ts';

const times = [1e17, -1e17, 8.64e15, -8.64e15, 1e300, -1e300, NaN, Infinity, -Infinity, 0, 1.5];
const pricing = { currency: 'USD', overrides: {} } as const;

const uses: readonly (readonly [name: string, use: (at: number) => unknown])[] = [
  ['as a text of the standard', (at) => toValidDate(at).toISOString()],
  ['by a formatter of a language', (at) => new Intl.DateTimeFormat('de').format(toValidDate(at))],
  ['as a day of the usage', (at) => localDay(at)],
  ['as the beginning of a day', (at) => String(startOfDay(at))],
  [
    'in a table of requests',
    (at) => usageCsv([{ at, kind: 'chat', chat: 'c', model: 'm', priced: false }], pricing),
  ],
];

describe('a stored time outside the valid range', () => {
  for (const [name, use] of uses) {
    // Fault V23
    it(`is clamped to the nearest valid date: ${name}`, () => {
      for (const at of times) {
        const text = use(at);
        assert.equal(typeof text, 'string');
        assert.ok(!/invalid|nan/i.test(String(text)), `${String(at)}: ${String(text)}`);
      }
    });
  }

  // Fault V23
  it('is unchanged if it is valid', () => {
    const at = Date.UTC(2026, 10, 30, 12, 34, 56);
    assert.equal(toValidDate(at).getTime(), at);
  });
});

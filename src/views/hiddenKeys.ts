/** Keys as the rest of the extension gets them: what was read or entered is kept out of every log from then on. */

import type { KeyKeeper } from './apiKeyPrompt.ts';
import type { KeyRecord } from './keyStatus.ts';

/** Where keys are kept. */
export type KeptKeys = KeyRecord & KeyKeeper;

/** Tells each key to `hide` before anybody else has it; `onChange` is called when one came or went here. */
export function createHiddenKeys(
  kept: KeptKeys,
  hide: (key: string) => void,
  onChange: () => Promise<unknown>,
): KeptKeys {
  return {
    async read(origin) {
      const key = await kept.read(origin);
      if (key !== undefined) hide(key);
      return key;
    },
    wasEntered: (origin) => kept.wasEntered(origin),
    isForSession: (origin) => kept.isForSession(origin),
    async write(origin, key) {
      hide(key);
      const keptIn = await kept.write(origin, key);
      await onChange();
      return keptIn;
    },
    async remove(origin) {
      await kept.remove(origin);
      await onChange();
    },
  };
}

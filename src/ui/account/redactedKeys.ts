/** Wraps the key store so that every key that is read or entered is redacted from the log. */

import { Emitter } from '../../platform/emitter.ts';
import type { KeyKeeper } from './apiKeyPrompt.ts';
import type { KeyRecord } from './apiKeyStatus.ts';

/** Where keys are kept. */
export type KeptKeys = KeyRecord & KeyKeeper;

/** Keys that are redacted from logs, and that report changes. */
export interface RedactedKeys extends KeptKeys {
  /** A key was entered or removed in this window. */
  readonly onChange: Emitter<void>;
}

/** Passes each key to `hide` before anybody else has it. */
export function createHiddenKeys(kept: KeptKeys, hide: (key: string) => void): RedactedKeys {
  const onChange = new Emitter<void>();
  return {
    onChange,
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
      onChange.fire();
      return keptIn;
    },
    async remove(origin) {
      await kept.remove(origin);
      onChange.fire();
    },
  };
}

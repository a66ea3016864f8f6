/** A workspace's memory in plain Node; like VS Code's it keeps values as JSON. */

import type { LoadedMemory } from '../../../src/ui/panel/sidebarChat.ts';

/** A memory that can be looked at as the next window would find it. */
export interface TestMemory extends LoadedMemory {
  reload(): TestMemory;
}

/** A memory that holds `values` at first. */
export function createMemory(values: Readonly<Record<string, unknown>> = {}): TestMemory {
  const kept = new Map<string, string>();
  for (const [key, value] of Object.entries(values)) kept.set(key, JSON.stringify(value));
  const get = (key: string): unknown => {
    const json = kept.get(key);
    return json === undefined ? undefined : JSON.parse(json);
  };
  return {
    load: () => Promise.resolve(),
    get,
    names: () => [...kept.keys()],
    update(key, value) {
      if (value === undefined) kept.delete(key);
      else kept.set(key, JSON.stringify(value));
      return Promise.resolve();
    },
    reload: () => createMemory(Object.fromEntries([...kept.keys()].map((key) => [key, get(key)]))),
  };
}

/** Mutates JSON documents structurally: fields are removed, duplicated, moved, retyped, enlarged or nested. */

import type { Choices } from './choices.ts';

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [name: string]: Json;
}

/** Placeholder for values that `JSON.stringify` cannot produce, such as `1e999` or duplicate names. */
const marker = '\u0001';

/** Depths and lengths up to beyond any limit of this extension, harmless ones first. */
const sizes = [1, 2, 10, 65, 201, 2_000, 20_000] as const;

/** A document under mutation, with values that only text can express. */
export class JsonDocument {
  root: Json;
  readonly #raw: string[] = [];

  constructor(root: Json) {
    this.root = root;
  }

  /** The document as JSON text. */
  toText(): string {
    return JSON.stringify(this.root).replace(
      /"\\u0001(\d+)\\u0001"/g,
      (_, index: string) => this.#raw[Number(index)] ?? 'null',
    );
  }

  /** Makes one random change; names come from `vocabulary`. */
  mutate(choices: Choices, vocabulary: readonly [string, ...string[]]): void {
    const place = choices.pick(placesIn(this.root));
    const other = choices.pick(placesIn(this.root));
    const value = place.get(this.root);
    switch (choices.below(9)) {
      case 0:
        place.remove(this.root);
        return;
      case 1:
        place.set(this, this.#strange(choices));
        return;
      case 2:
        place.set(this, structuredClone(other.get(this.root)));
        return;
      case 3:
        place.set(this, retyped(value, choices));
        return;
      case 4:
        place.rename(this.root, choices.pick(vocabulary));
        return;
      case 5:
        place.set(this, this.#wrapped(value, choices));
        return;
      case 6:
        place.set(this, stretched(value, choices));
        return;
      case 7:
        if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
          place.set(this, Object.fromEntries(Object.entries(value).reverse()));
        } else if (Array.isArray(value)) place.set(this, value.toReversed());
        return;
      default:
        if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
          value[choices.pick(vocabulary)] = this.#strange(choices);
        }
    }
  }

  #strange(choices: Choices): Json {
    const plain = strangeValues[choices.below(strangeValues.length + strangeTexts.length)];
    if (plain !== undefined) return structuredClone(plain);
    const size = sizes[choices.size(sizes.length - 1)] ?? 1;
    return this.#written(choices.pick(strangeTexts)(size));
  }

  #wrapped(value: Json, choices: Choices): Json {
    const size = sizes[choices.size(sizes.length - 1)] ?? 1;
    if (size < 100) return choices.happens(0.5) ? nest(value, size) : [value];
    const inner = value === null || typeof value !== 'object' ? JSON.stringify(value) : '1';
    return this.#written(`${'['.repeat(size)}${inner}${']'.repeat(size)}`);
  }

  #written(text: string): string {
    this.#raw.push(text);
    return `${marker}${this.#raw.length - 1}${marker}`;
  }
}

/** Values that are valid JSON but rarely expected. */
const strangeValues: readonly Json[] = [
  null,
  '',
  0,
  {},
  [],
  true,
  false,
  -1,
  0.5,
  1,
  '0',
  'null',
  ' ',
  [null],
  [[]],
  [{}],
  1e17,
  1e308,
  -1e308,
  4e8,
  1e9,
  5e-324,
  2 ** 53,
  -(2 ** 31),
  '1e999',
  '__proto__',
  '../x',
  '\u0000',
  '\ud800',
  '\udc00x',
  '\u202e',
  '\u2028',
  '\ufeff',
  '[DONE]',
  '<think>',
  '</think>',
  '<｜tool▁calls▁begin｜>',
  'constructor',
  'https://elsewhere.example',
  '@elsewhere.example/x',
  { error: {} },
  { message: 'x' },
  { text: 'x', type: 'text' },
  { length: 1e9 },
  [1, 'a', {}],
];

/** Values that only JSON text can express, or that are large. */
const strangeTexts: readonly [(size: number) => string, ...((size: number) => string)[]] = [
  () => '1e999',
  () => '-1e999',
  () => '-0',
  () => '1.0000000000000000000000001',
  () => '{"__proto__":{"polluted":true}}',
  () => '{"constructor":{"prototype":{"polluted":true}}}',
  () => '{"a":1,"a":2}',
  (size) => `"${'a'.repeat(size)}"`,
  (size) => `"${'prefix '.repeat(size)}"`,
  (size) => `"${'<think>'.repeat(size)}"`,
  (size) => `"${'\\ud83d'.repeat(size)}"`,
  (size) => `${'['.repeat(size)}${']'.repeat(size)}`,
  (size) => `${'{"error":'.repeat(size)}"x"${'}'.repeat(size)}`,
  (size) => `${'{"a":'.repeat(size)}1${'}'.repeat(size)}`,
  (size) => `[${Array.from({ length: size }, (_, index) => `{"id":"${index}"}`).join(',')}]`,
  (size) => `[${Array.from({ length: size }, (_, index) => index % 256).join(',')}]`,
];

function nest(value: Json, depth: number): Json {
  let nested = value;
  for (let level = 0; level < depth; level += 1) {
    nested = level % 2 === 0 ? { a: nested } : [nested];
  }
  return nested;
}

/** The same content with another type. */
function retyped(value: Json, choices: Choices): Json {
  if (typeof value === 'string') {
    return choices.pick<Json>([Number(value) || 0, [value], { text: value }, value !== '']);
  }
  if (typeof value === 'number') {
    return choices.pick<Json>([String(value), [value], -value, value + 0.5, value !== 0]);
  }
  if (typeof value === 'boolean') {
    return choices.pick<Json>([String(value), Number(value), null, !value]);
  }
  return JSON.stringify(value);
}

/** The value repeated many times. */
function stretched(value: Json, choices: Choices): Json {
  const size = sizes[choices.size(sizes.length - 1)] ?? 1;
  if (typeof value === 'string') return value.slice(0, 64).repeat(Math.min(size, 4_000));
  if (typeof value === 'number') return value * size;
  if (!Array.isArray(value)) return value;
  const [first = null] = value;
  const copies = JSON.stringify(first).length > 200 ? Math.min(size, 200) : size;
  return [...value, ...Array.from({ length: copies }, () => structuredClone(first))];
}

/** Limits on the number and depth of visited places in a document. */
const maxPlaces = 2_000;
const maxPlaceDepth = 50;

/** A place in a document. */
interface Place {
  get(root: Json): Json;
  set(document: JsonDocument, value: Json): void;
  remove(root: Json): void;
  rename(root: Json, name: string): void;
}

/** Every place in a document, starting with the root. */
function placesIn(root: Json): readonly [Place, ...Place[]] {
  const whole: Place = {
    get: (value) => value,
    set: (document, value) => (document.root = value),
    remove: () => undefined,
    rename: () => undefined,
  };
  const places: [Place, ...Place[]] = [whole];
  const visit = (container: Json, depth: number): void => {
    if (container === null || typeof container !== 'object') return;
    if (places.length > maxPlaces || depth > maxPlaceDepth) return;
    if (Array.isArray(container)) {
      for (const [index, item] of container.entries()) {
        places.push({
          get: () => container[index] ?? null,
          set: (_, value) => (container[index] = value),
          remove: () => void container.splice(index, 1),
          rename: () => void container.push(container[index] ?? null),
        });
        visit(item, depth + 1);
      }
      return;
    }
    for (const [name, item] of Object.entries(container)) {
      places.push({
        get: () => container[name] ?? null,
        set: (_, value) => (container[name] = value),
        remove: () => void delete container[name],
        rename: (_, other) => {
          const value = container[name] ?? null;
          delete container[name];
          container[other] = value;
        },
      });
      visit(item, depth + 1);
    }
  };
  visit(root, 0);
  return places;
}

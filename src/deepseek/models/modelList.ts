/** Reads a server's model list (contract 18). */

import { serverLimits } from '../../conversation/limits.ts';
import type { Reading } from '../http/getJson.ts';
import { asArray, parseJson, asRecord, asText } from '../json.ts';
import type { ListedModel } from '../types.ts';

/** A name is shown and sent, so it is short and has no invisible characters. */
function isName(name: string | undefined): name is string {
  return (
    name !== undefined && name.length <= serverLimits.modelName && !/[\p{Cc}\p{Cf}]/u.test(name)
  );
}

/** The models in an answer of any shape: `data` or `models` or a bare array, of objects or of names; of a longer list the first ones. */
export function readModelList(json: unknown): ListedModel[] | undefined {
  const fields = asRecord(json);
  const list = [json, fields?.['data'], fields?.['models']].find(Array.isArray);
  if (list === undefined) return undefined;
  const ids = new Set<string>();
  for (const item of asArray(list).slice(0, serverLimits.models)) {
    const entry = asRecord(item);
    const id =
      asText(item) ?? asText(entry?.['id']) ?? asText(entry?.['name']) ?? asText(entry?.['model']);
    if (isName(id)) ids.add(id);
  }
  return Array.from(ids, (id) => ({ id }));
}

/** Where the first array of a document begins that is the document or one of its fields; none where there is none. */
function listStart(text: string): number {
  const bare = /^\s*\[/.exec(text);
  if (bare !== null) return bare[0].length;
  const field = /"(?:data|models)" ?: ?\[/.exec(text);
  return field === null ? -1 : field.index + field[0].length;
}

/** Makes a list out of the beginning of a longer document: of as many items as are there, and are wanted. */
export function beginningOfList(text: string): unknown {
  const start = listStart(text);
  if (start < 0) return undefined;
  let depth = 0;
  let items = 0;
  let end = start;
  for (let at = start; at < text.length && depth >= 0 && items < serverLimits.models; at++) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    else if (character === ',' && depth === 0) {
      items += 1;
      end = at;
    }
  }
  return items === 0 ? undefined : parseJson(`[${text.slice(start, end)}]`);
}

/** The place of the quotation mark that ends a string; the end of the text where there is none. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

/** How to read `GET /models`. */
export const modelList: Reading<readonly ListedModel[]> = {
  read: readModelList,
  repair: beginningOfList,
  what: 'a list of models',
};

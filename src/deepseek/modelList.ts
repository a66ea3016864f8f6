/** The models that a server lists (contract 18). */

import type { Reading } from './getJson.ts';
import { itemsOf, recordOf, textOf } from './json.ts';
import type { ListedModel } from './types.ts';

/** The models in an answer of any shape: `data` or `models` or a bare array, of objects or of names. */
export function readModelList(json: unknown): ListedModel[] | undefined {
  const fields = recordOf(json);
  const list = [json, fields?.['data'], fields?.['models']].find(Array.isArray);
  if (list === undefined) return undefined;
  const ids = itemsOf(list).map((item) => {
    const entry = recordOf(item);
    return (
      textOf(item) ?? textOf(entry?.['id']) ?? textOf(entry?.['name']) ?? textOf(entry?.['model'])
    );
  });
  return [...new Set(ids.filter((id) => id !== undefined))].map((id) => ({ id }));
}

/** How to read `GET /models`. */
export const modelList: Reading<readonly ListedModel[]> = {
  read: readModelList,
  what: 'a list of models',
};

/** Reads a server's model list (contract 18). */

import { serverLimits } from '../../conversation/limits.ts';
import type { Reading } from '../http/getJson.ts';
import { asArray, asRecord, asText } from '../json.ts';
import type { ListedModel } from '../types.ts';

/** Names are shown and sent, so long ones and those with invisible characters are rejected. */
function isName(name: string | undefined): name is string {
  return (
    name !== undefined && name.length <= serverLimits.modelName && !/[\p{Cc}\p{Cf}]/u.test(name)
  );
}

/**
 * The models in a response of any shape: `data`, `models` or a bare array, with objects or names; an overlong list is
 * truncated.
 */
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

/** How to read `GET /models`. */
export const modelList: Reading<readonly ListedModel[]> = {
  read: readModelList,
  readCut: (json) => {
    const models = readModelList(json);
    return models?.length === 0 ? undefined : models;
  },
  what: 'a list of models',
};

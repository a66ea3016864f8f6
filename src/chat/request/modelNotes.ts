/** Notes on models in the picker: retired ones, and those that the server does not list. */

import { knownModel } from '../../deepseek/models/modelCatalog.ts';
import type { NextRequest } from './requestPlanner.ts';

/** Why a model is not simply one of the server's. */
export type ModelNote =
  /** Switched off at the vendor; what is sent instead (contract 3.2). */
  | { readonly kind: 'retired'; readonly replacement: string }
  /** The server lists its models, and this one is not among them. */
  | { readonly kind: 'unlisted' };

/** The ids to choose from: those the server lists, or suggestions; always with the one that is in use. */
export function modelIds(next: NextRequest | undefined): readonly string[] {
  if (next === undefined) return [];
  const ids = next.listed?.map((model) => model.id) ?? next.suggestedModels;
  return ids.includes(next.choice.model) ? ids : [next.choice.model, ...ids];
}

/** What is to be said of an id, if anything. */
export function modelNote(id: string, next: NextRequest): ModelNote | undefined {
  const { profile, listed } = next;
  const replacement = profile.officialRules ? knownModel(id)?.replacement : undefined;
  if (replacement !== undefined) return { kind: 'retired', replacement: replacement.id };
  const isListed = listed === undefined || listed.some((model) => model.id === id);
  return isListed ? undefined : { kind: 'unlisted' };
}

/** Turns a table of validation rules into tests: what is refused, and its neighbour that is not. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Generation, JsonObject } from '../../fakes/types.ts';
import { minimal, post, readError, useServer } from './client.ts';

/** One rule; the bodies are laid over the generation's least request. */
export interface RuleCase {
  readonly rule: string;
  readonly refused: JsonObject;
  readonly message: RegExp;
  readonly accepted: JsonObject;
  /** Default `/chat/completions`, for both. */
  readonly path?: string;
  readonly acceptedPath?: string;
}

/** Declares one test for each rule of a generation. */
export function describeRules(generation: Generation, rules: readonly RuleCase[]): void {
  describe(`rules of the ${generation} generation`, () => {
    const server = useServer({ generation });
    for (const { rule, refused, message, accepted, path, acceptedPath } of rules) {
      it(`refuses ${rule}`, async () => {
        const at = path === undefined ? {} : { path };
        const bad = await post(server(), { ...minimal[generation], ...refused }, at);
        assert.equal(bad.status, 400);
        assert.match(await readError(bad), message);
        assert.match(server().requests[0]?.refusal ?? '', message);
        const body = { ...minimal[generation], ...accepted };
        const good = await post(
          server(),
          body,
          acceptedPath === undefined ? at : { path: acceptedPath },
        );
        assert.equal(good.status, 200, await good.text());
      });
    }
  });
}

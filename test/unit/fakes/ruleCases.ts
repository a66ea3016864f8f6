/** Generates tests from a table of validation rules: an invalid request, and a similar valid one. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Generation, JsonObject } from '../../fakes/types.ts';
import { minimal, post, readError, useServer } from './client.ts';

/** One rule; its bodies are merged into the generation's minimal request. */
export interface RuleCase {
  readonly rule: string;
  readonly refused: JsonObject;
  readonly message: RegExp;
  readonly accepted: JsonObject;
  /** Path of both requests; default `/chat/completions`. */
  readonly path?: string;
  readonly acceptedPath?: string;
}

/** Declares a test for each rule of a generation. */
export function describeRules(generation: Generation, rules: readonly RuleCase[]): void {
  describe(`rules of the ${generation} generation`, () => {
    const server = useServer({ generation });
    for (const { rule, refused, message, accepted, path, acceptedPath } of rules) {
      it(`rejects ${rule}`, async () => {
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

/** Validates tools and tool choice (contract 4, 11). */

import type { CheckedRequest } from './checkedRequest.ts';
import { refuse, refuseShape } from '../refusal.ts';
import {
  isAbsent,
  isObject,
  requireArray,
  requireKnownFields,
  requireObject,
  requireString,
} from './shapes.ts';
import type { JsonObject } from '../types.ts';

const refusedKeywords = ['minLength', 'maxLength', 'minItems', 'maxItems'];

/** Rejects a schema that strict mode cannot enforce (contract 11). */
function checkStrictSchema(schema: unknown, where: string): void {
  if (!isObject(schema)) return;
  for (const keyword of refusedKeywords) {
    if (keyword in schema) refuse(`Invalid strict schema at ${where}: ${keyword} is not supported`);
  }
  const properties = isObject(schema.properties) ? schema.properties : {};
  if (schema.type === 'object') {
    const required = Array.isArray(schema.required) ? (schema.required as unknown[]) : [];
    if (!Object.keys(properties).every((name) => required.includes(name))) {
      refuse(`Invalid strict schema at ${where}: every property must be in required`);
    }
    if (schema.additionalProperties !== false) {
      refuse(`Invalid strict schema at ${where}: additionalProperties must be false`);
    }
  }
  for (const [name, child] of Object.entries(properties)) {
    checkStrictSchema(child, `${where}.${name}`);
  }
  checkStrictSchema(schema.items, `${where}.items`);
  if (Array.isArray(schema.anyOf)) {
    schema.anyOf.forEach((child, at) => {
      checkStrictSchema(child, `${where}.anyOf[${at}]`);
    });
  }
}

function checkTool({ generation }: CheckedRequest, value: unknown, where: string): JsonObject {
  const tool = requireObject(value, where);
  requireKnownFields(tool, ['type', 'function'], `${where}: `);
  if (tool.type !== 'function') refuseShape(`${where}.type: expected \`function\``);
  const made = requireObject(tool.function, `${where}.function`);
  requireKnownFields(made, ['name', 'description', 'parameters', 'strict'], `${where}.function: `);
  const name = requireString(made.name, `${where}.function.name`);
  const longest = generation === 'today' ? 128 : 64;
  if (!/^[A-Za-z0-9_-]+$/.test(name) || name.length > longest) {
    refuse(
      `Invalid '${where}.function.name': expected up to ${longest} characters of [A-Za-z0-9_-]`,
    );
  }
  if (!isAbsent(made.description)) requireString(made.description, `${where}.function.description`);
  if (!isAbsent(made.parameters)) requireObject(made.parameters, `${where}.function.parameters`);
  return made;
}

function checkStrict(request: CheckedRequest, functions: readonly JsonObject[]): void {
  const strict = functions.filter((made) => made.strict === true);
  if (strict.length === 0) return;
  if (!request.beta) refuse('strict is only available when using beta api');
  if (strict.length < functions.length) refuse('strict must be set on every function or on none');
  for (const made of strict) checkStrictSchema(made.parameters, String(made.name));
}

function checkToolChoice(request: CheckedRequest, names: readonly string[]): void {
  const choice = request.body.tool_choice;
  if (isAbsent(choice) || choice === 'none' || choice === 'auto') return;
  if (choice !== 'required') {
    const named = requireObject(choice, 'tool_choice');
    const name = requireString(
      requireObject(named.function, 'tool_choice.function').name,
      'tool_choice.function.name',
    );
    if (named.type !== 'function') refuseShape('tool_choice.type: expected `function`');
    if (!names.includes(name)) refuse(`Invalid tool_choice: no tool is named ${name}`);
  } else if (names.length === 0) {
    refuse('Invalid tool_choice: there are no tools');
  }
  if (request.thinking) refuse('Thinking mode does not support this tool_choice');
}

/** Throws a `Refusal` for tools or a tool choice that the API would reject. */
export function checkTools(request: CheckedRequest): void {
  const { body, model, generation } = request;
  if (model.isReasoner && !(isAbsent(body.tools) && isAbsent(body.tool_choice))) {
    refuse(`${model.id} does not support Function Calling`);
  }
  const tools = isAbsent(body.tools) ? undefined : requireArray(body.tools, 'tools');
  if (tools?.length === 0) refuse("Invalid 'tools': empty array, expected at least one tool");
  if (generation !== 'today' && (tools?.length ?? 0) > 128) {
    refuse("Invalid 'tools': at most 128 tools are supported");
  }
  const functions = (tools ?? []).map((tool, at) => checkTool(request, tool, `tools[${at}]`));
  const names = functions.map((made) => String(made.name));
  if (new Set(names).size < names.length) refuse('Tool names must be unique');
  checkStrict(request, functions);
  checkToolChoice(request, names);
}

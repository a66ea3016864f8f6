/** Validates the content of a message (contract 6.2). */

import type { CheckedRequest } from './checkedRequest.ts';
import { refuse, refuseShape } from '../refusal.ts';
import { requireKnownFields, requireObject, requireString } from './shapes.ts';

const inlineLimit = 32 * 1024 * 1024;
const imageLimit = 600;
const dataUrl = /^data:image\/(jpeg|png|gif|webp);base64,([A-Za-z0-9+/]+={0,2})$/;

function checkImageUrl(value: unknown, where: string): void {
  const image = requireObject(value, where);
  requireKnownFields(image, ['url', 'detail'], `${where}: `);
  const url = requireString(image.url, `${where}.url`);
  const encoded = dataUrl.exec(url)?.[2];
  if (encoded === undefined && !/^https?:\/\//.test(url)) {
    refuse(`Invalid image in ${where}: expected a URL or base64 data of JPEG, PNG, GIF or WebP`);
  }
  if (((encoded?.length ?? 0) / 4) * 3 > inlineLimit) refuse(`Image too large in ${where}`);
}

function checkPart(request: CheckedRequest, value: unknown, where: string): boolean {
  const part = requireObject(value, where);
  if (part.type === 'text') {
    requireKnownFields(part, ['type', 'text'], `${where}: `);
    requireString(part.text, `${where}.text`);
    return false;
  }
  if (part.type !== 'image_url' && part.type !== 'file') {
    refuseShape(`${where}: unknown variant, expected one of \`text\`, \`image_url\`, \`file\``);
  }
  requireKnownFields(part, ['type', part.type], `${where}: `);
  if (part.type === 'image_url') checkImageUrl(part.image_url, `${where}.image_url`);
  else requireObject(part.file, `${where}.file`);
  if (!request.model.vision) refuse('This model does not support image');
  return true;
}

/** Throws a `Refusal` for content that the role, model or generation does not allow. */
export function checkContent(
  request: CheckedRequest,
  role: string,
  content: unknown,
  where: string,
): void {
  if (!Array.isArray(content)) {
    requireString(content, `${where}.content`);
    return;
  }
  if (request.generation === 'legacy') {
    refuseShape(`${where}.content: invalid type: sequence, expected a string`);
  }
  if (role !== 'user' && role !== 'tool') {
    refuseShape(
      `${where}: data did not match any variant of untagged enum ChatCompletionRequestContent`,
    );
  }
  const images = content.filter((part, at) =>
    checkPart(request, part, `${where}.content[${at}]`),
  ).length;
  if (images > imageLimit) refuse(`Too many images: ${images}, at most ${imageLimit}`);
}

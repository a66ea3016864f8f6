/** Exports a chat with all its branches as JSON for import; described in docs/export.md. */

import { toValidDate } from '../validDate.ts';
import { redactForExport } from '../context/exportedContext.ts';
import { copyBranch } from './copyBranch.ts';
import { keptFields, maskedFields } from './credentialFields.ts';
import { withFittingFields } from '../events/eventFields.ts';
import type { ConversationEvent } from '../events/events.ts';
import { isHeaderName } from '../events/fieldKinds.ts';
import type { Conversation, RequestRecord } from '../model.ts';
import type { RequestFingerprint } from '../requestFingerprint.ts';
import { isRequestOrigin } from '../requestOrigin.ts';

/** Identifies the format in each file. */
export const exportFormat = 'deepseek-chat';
/** Increased when a reader of the old version would misread the new one. */
export const exportVersion = 1;

/** One exported chat. */
export interface ExportedChat {
  readonly format: typeof exportFormat;
  readonly version: number;
  /** Time of the export, in ISO 8601. */
  readonly exportedAt: string;
  readonly title: string | null;
  /** The chat's events in order, starting with its creation. */
  readonly events: readonly ConversationEvent[];
}

/** The chat as plain JSON at `now` (milliseconds), without keys, credentials or local folders. */
export function toExportedChat(conversation: Conversation, now: number): ExportedChat {
  const { id, createdAt, title, pinned } = conversation;
  const events = copyBranch(conversation, 'wholeTree', { id, now }).map((event) =>
    event.type === 'conversationCreated' ? { ...event, at: createdAt } : event,
  );
  if (pinned) events.push({ type: 'pinned', pinned });
  return {
    format: exportFormat,
    version: exportVersion,
    exportedAt: toValidDate(now).toISOString(),
    title: title ?? null,
    events: events.flatMap((event) => toCarriedEvent(event)).map(withFittingFields),
  };
}

function toCarriedEvent(event: ConversationEvent): readonly ConversationEvent[] {
  if (event.type === 'conversationCreated') {
    const { type, id, at, systemPrompt } = event;
    return [{ type, id, at, systemPrompt }];
  }
  if (event.type === 'turnStarted') {
    return [
      { ...event, user: { ...event.user, context: event.user.context.map(redactForExport) } },
    ];
  }
  if (event.type === 'requestSent') {
    const request = toCarriedRequest(event.request);
    return request === undefined ? [] : [{ ...event, request }];
  }
  return [event];
}

/** Drops the asker and a gateway's path; drops the request if its origin is invalid. */
function toCarriedRequest({ origin, form, ...request }: RequestRecord): RequestRecord | undefined {
  const carried = withoutCredentials(origin);
  if (!isRequestOrigin(carried)) return undefined;
  return {
    ...request,
    origin: carried,
    ...(form === undefined ? {} : { form: toCarriedForm(form) }),
  };
}

function toCarriedForm({ headers, extraBody, ...form }: RequestFingerprint): RequestFingerprint {
  const names = headers?.filter(isHeaderName) ?? [];
  return {
    ...form,
    path: usualPath(form.path),
    ...(names.length === 0 ? {} : { headers: names }),
    // Older versions stored credentials nested in other fields.
    ...(extraBody === undefined
      ? {}
      : { extraBody: JSON.stringify(maskedFields(keptFields(extraBody))) }),
  };
}

function usualPath(path: string): string {
  return /(\/(v1|beta))?\/chat\/completions$/.exec(path)?.[0] ?? '/';
}

/** Scheme, host and port of a URL, without user name and password. */
function withoutCredentials(origin: string): string {
  return origin.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1');
}

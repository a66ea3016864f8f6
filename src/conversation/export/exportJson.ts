/** Exports a chat as JSON with all its branches, for import; described in docs/export.md. */

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

/** Names the format in each file. */
export const exportFormat = 'deepseek-chat';
/** Raised when a reader of the old version would misread the new one. */
export const exportVersion = 1;

/** One exported chat. */
export interface ExportedChat {
  readonly format: typeof exportFormat;
  readonly version: number;
  /** When it was exported, in ISO 8601. */
  readonly exportedAt: string;
  readonly title: string | null;
  /** What happened, in order; the first one begins the chat. */
  readonly events: readonly ConversationEvent[];
}

/** The chat as plain JSON at `now` (milliseconds): no key, no credentials, no folder of this machine. */
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

/** Neither who asked nor what a gateway's path may name; nothing of a request whose origin is none. */
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
    // An older version kept credentials that lie deeper.
    ...(extraBody === undefined
      ? {}
      : { extraBody: JSON.stringify(maskedFields(keptFields(extraBody))) }),
  };
}

function usualPath(path: string): string {
  return /(\/(v1|beta))?\/chat\/completions$/.exec(path)?.[0] ?? '/';
}

/** Scheme, host and port of an address, without a name or password in it. */
function withoutCredentials(origin: string): string {
  return origin.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1');
}

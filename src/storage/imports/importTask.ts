/** Messages between the host and the import worker. */

import type { ImportRefusal } from '../../conversation/export/importProblem.ts';
import type { ConversationId } from '../../conversation/model.ts';

/** Data passed to a worker. */
export interface ImportTask {
  /** The file's content. */
  readonly bytes: Uint8Array;
  /** The folder for the logs; it has no other files. */
  readonly folder: string;
  /** Version of the extension, written to each log's header. */
  readonly writer: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Messages from a worker; one of the last three ends it. */
export type ImportReport =
  | { readonly kind: 'progress'; readonly done: number }
  /** The logs of these chats are written and synced. */
  | { readonly kind: 'read'; readonly ids: readonly ConversationId[] }
  | { readonly kind: 'refused'; readonly refusal: ImportRefusal }
  /** The logs could not be written. */
  | { readonly kind: 'disk'; readonly message: string };

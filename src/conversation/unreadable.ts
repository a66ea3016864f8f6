/** Why a chat with a log cannot be read. */

/**
 * `notAFile`: a folder, a pipe, a device or a loop of links. `tooLarge`: above the limit of a log. `impossible`: its
 * numbers point beyond what it can hold. `access`: the disk or the system refuses. `failed`: reading it failed.
 */
export type UnreadableReason = 'notAFile' | 'tooLarge' | 'impossible' | 'access' | 'failed';

/** Thrown instead of a chat. */
export class UnreadableError extends Error {
  readonly reason: UnreadableReason;

  constructor(reason: UnreadableReason, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** The reason that an error stands on; a Node error has a `code`. */
export function toUnreadableReason(error: unknown): UnreadableReason {
  if (error instanceof UnreadableError) return error.reason;
  const code = (error as { readonly code?: unknown } | null | undefined)?.code;
  if (code === notAFile) return 'notAFile';
  return typeof code === 'string' ? 'access' : 'failed';
}

/** The `code` of an error about something that is no regular file. */
export const notAFile = 'ENOTFILE';

/** Why a chat's log cannot be read. */

/**
 * `notAFile`: a folder, pipe, device or symlink loop. `tooLarge`: above the size limit of a log. `impossible`: its
 * offsets exceed what the file can contain. `access`: the file system denied access. `failed`: any other read error.
 */
export type UnreadableReason = 'notAFile' | 'tooLarge' | 'impossible' | 'access' | 'failed';

/** Thrown when a chat cannot be read. */
export class UnreadableError extends Error {
  readonly reason: UnreadableReason;

  constructor(reason: UnreadableReason, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** The reason for an error; Node errors have a `code`. */
export function toUnreadableReason(error: unknown): UnreadableReason {
  if (error instanceof UnreadableError) return error.reason;
  const code = (error as { readonly code?: unknown } | null | undefined)?.code;
  if (code === notAFile) return 'notAFile';
  return typeof code === 'string' ? 'access' : 'failed';
}

/** Error codes for paths that are not regular files. */
export const notAFile = 'ENOTFILE';

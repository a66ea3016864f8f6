/** What the turn in progress is waiting for; seen by views, kept nowhere. */

/** Times are readings of the monotonic clock, in milliseconds. */
export type TurnActivity =
  | { readonly kind: 'sending'; readonly since: number }
  | { readonly kind: 'queued'; readonly since: number }
  | { readonly kind: 'streaming' }
  | { readonly kind: 'stalled'; readonly since: number }
  | {
      readonly kind: 'retrying';
      readonly until: number;
      readonly attempt: number;
      readonly reason: string;
    };

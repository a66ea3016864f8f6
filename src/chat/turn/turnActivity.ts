/** What the turn in progress is waiting for; shown in views, never stored. */

/** Times are readings of the monotonic clock, in milliseconds. */
export type TurnActivity =
  | { readonly kind: 'sending'; readonly since: number }
  /** At the gate, for one of the requests that run, or until `until` where too many started within a minute. */
  | { readonly kind: 'waiting'; readonly running: number }
  | { readonly kind: 'waiting'; readonly perMinute: number; readonly until: number }
  | { readonly kind: 'queued'; readonly since: number }
  | { readonly kind: 'streaming' }
  | { readonly kind: 'stalled'; readonly since: number }
  | {
      readonly kind: 'retrying';
      readonly until: number;
      readonly attempt: number;
      readonly reason: string;
    };

/** The parser environment shared by the rules. */

import type { Env } from 'markdown-it';

/** Handed to one parse, and filled by it with the definitions that it finds. */
export interface ParseEnv extends Env {
  references: Record<string, { href: string; title: string }>;
  footnotes: Record<string, true>;
  /** Whether more is to come, so that what is half written at the end is drawn as what it is about to be. */
  open: boolean;
  /** Whether what is half written was drawn otherwise than it stands there. */
  mended: boolean;
}

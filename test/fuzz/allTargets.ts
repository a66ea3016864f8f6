/** All fuzz targets; the seed of a case selects one of them. */

import type { FuzzTarget } from './fuzzTarget.ts';
import { importTarget } from './imports/importTarget.ts';
import { logTarget } from './logs/logTarget.ts';
import { messageTarget } from './messages/messageTarget.ts';
import { streamTarget } from './streams/streamTarget.ts';

export const allTargets: readonly FuzzTarget[] = [
  streamTarget,
  importTarget,
  logTarget,
  messageTarget,
];

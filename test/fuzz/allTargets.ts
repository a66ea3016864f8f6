/** The targets, taken in turn by the seed of a case. */

import type { FuzzTarget } from './fuzzTarget.ts';
import { importTarget } from './imports/importTarget.ts';
import { logTarget } from './logs/logTarget.ts';
import { streamTarget } from './streams/streamTarget.ts';

export const allTargets: readonly FuzzTarget[] = [streamTarget, importTarget, logTarget];

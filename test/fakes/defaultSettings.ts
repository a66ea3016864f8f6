/** Default settings for tests. */

import { parseSettings } from '../../src/platform/settings/parseSettings.ts';
import type { Settings } from '../../src/platform/settings/settings.ts';

/** The settings of a user who has not changed any. */
export const defaultSettings: Settings = parseSettings(() => undefined).settings;

/** The settings of a user who has set nothing. */

import { parseSettings } from '../../src/platform/settings/parseSettings.ts';
import type { Settings } from '../../src/platform/settings/settings.ts';

/** What the settings say until somebody changes them. */
export const defaultSettings: Settings = parseSettings(() => undefined).settings;

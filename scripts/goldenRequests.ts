/** Writes the requests of `test/fixtures/requests` again; what changed there is for a person to look at. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { goldenBytes, goldenFolder, goldenRequests } from '../test/unit/chat/goldenRequests.ts';

mkdirSync(goldenFolder, { recursive: true });
for (const [name, golden] of Object.entries(goldenRequests)) {
  writeFileSync(join(goldenFolder, `${name}.json`), goldenBytes(golden));
}

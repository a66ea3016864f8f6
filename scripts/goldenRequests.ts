/** Regenerates the requests in `test/fixtures/requests`; review the diff by hand. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { goldenBytes, goldenFolder, goldenRequests } from '../test/unit/chat/goldenRequests.ts';

mkdirSync(goldenFolder, { recursive: true });
for (const [name, golden] of Object.entries(goldenRequests)) {
  writeFileSync(join(goldenFolder, `${name}.json`), goldenBytes(golden));
}

/** One turn through a proxy, in a separate process whose `fetch` uses the proxy variables. */

import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Turn } from '../../../src/conversation/model.ts';
import { hangMs } from '../../../scripts/host/until.ts';
import { cleanEnvironment } from '../../../scripts/host/environment.ts';
import { withChat } from '../chat/testChat.ts';
import { withTemporaryFolder } from '../temporaryFolder.ts';
import { askHurried } from './faultChat.ts';

/** Asks `https://api.proxied.invalid` through the proxy; the child process trusts `certificate`. */
export async function runThroughProxy(proxyUrl: string, certificate: string): Promise<Turn> {
  return await withTemporaryFolder(async (folder) => {
    const authority = join(folder, 'authority.pem');
    await writeFile(authority, certificate);
    const env = cleanEnvironment({
      NODE_USE_ENV_PROXY: '1',
      HTTPS_PROXY: proxyUrl,
      NO_PROXY: '127.0.0.1',
      NODE_EXTRA_CA_CERTS: authority,
    });
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, [import.meta.filename], {
      env,
      timeout: hangMs,
    });
    return JSON.parse(stdout) as Turn;
  });
}

if (import.meta.main) {
  await withChat('today', async ({ controller, settings }) => {
    settings.baseUrl = 'https://api.proxied.invalid';
    settings.profile = 'official';
    const turn = await askHurried(controller.create(), 'why?');
    process.stdout.write(JSON.stringify(turn));
  });
}

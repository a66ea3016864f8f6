/** Runs one mocha suite in a separate process: `node scripts/runSuite.ts REPORT TIMEOUT_MS FILE…`. */

import fc from 'fast-check';
import { runMocha } from './host/runMocha.ts';

const [report, timeout, ...files] = process.argv.slice(2);
if (report === undefined || timeout === undefined) throw new Error('Needs REPORT and TIMEOUT_MS.');
// A fixed seed makes runs repeatable; `npx mocha` and the soak use random cases.
fc.configureGlobal({ seed: 1 });
const { failed } = await runMocha({ files, report, timeoutMs: Number(timeout) });
process.exitCode = failed.length === 0 ? 0 : 1;

/** Entry point of the usage page: renders the host's latest report. */

import { render } from 'lit';
import type {
  UsageBoot,
  UsageFact,
  UsageIntent,
  UsageReport,
} from '../../src/protocol/usageReport.ts';
import type { Measure } from './usagePlot.ts';
import { usageView } from './usageView.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root.');
const boot = JSON.parse(root.dataset.boot ?? '') as UsageBoot;
document.documentElement.lang = boot.language;
const api = acquireVsCodeApi<{ readonly measure: Measure }>();
const place = root;
let report: UsageReport | undefined;
let measure: Measure = api.getState()?.measure ?? 'cost';

function post(intent: UsageIntent): void {
  api.postMessage(intent);
}

function draw(): void {
  if (report === undefined) return;
  const select = (chosen: Measure) => {
    measure = chosen;
    api.setState({ measure });
    draw();
  };
  render(usageView({ report, strings: boot.strings, measure, post, select }), place);
}

window.addEventListener('message', ({ data }: MessageEvent<UsageFact>) => {
  if (data.type !== 'report') return;
  report = data.report;
  draw();
});
post({ type: 'ready' });

/** Drives and measures one panel in its own VS Code: the project's or the plain one. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import type { CDPSession, Frame, Page } from 'playwright-core';
import { extensionHosts } from '../../scripts/host/extensionHost.ts';
import { madeFolder, outFolder, packageFile, root } from '../../scripts/host/paths.ts';
import { startSession, type Session } from '../../scripts/host/session.ts';
import { until } from '../../scripts/host/until.ts';
import { findWebview, openSidebar, runCommand } from '../../scripts/host/workbench.ts';
import {
  startPacedServer,
  type PacedAnswer,
  type PacedPlan,
  type PacedServer,
} from './pacedServer.ts';
import { beginProbe, installProbe, marks, readProbe, type Seen } from './panelProbe.ts';

/** A panel to be measured. */
export interface Subject {
  readonly name: string;
  readonly container: string;
  readonly composer: string;
  /** Name in the Running Extensions list. */
  readonly extension: string;
  readonly settings: (url: string) => Readonly<Record<string, unknown>>;
  /** Files that its webview may load, if different from the packaged ones. */
  readonly mayLoad?: RegExp;
  /** Builds the package; resolves to its path. */
  readonly pack: () => Promise<string>;
}

/** The project's own panel; its package must already be built. */
export const ownPanel: Subject = {
  name: 'DeepSeek Chat',
  container: 'DeepSeek',
  composer: '.ds-composer__text',
  extension: 'DeepSeek Chat',
  settings: (url) => ({ 'deepseek.baseUrl': url, 'deepseek.profile': 'official' }),
  pack: () => Promise.resolve(packageFile()),
};

/** A panel with only text nodes: the minimal implementation. */
export const plainPanel: Subject = {
  name: 'plain text',
  container: 'Plain Panel',
  composer: 'textarea',
  extension: 'Plain Panel',
  settings: (url) => ({ 'plain.baseUrl': url }),
  mayLoad: /^bench\.plain-panel-[^/]*\/page\.mjs$/,
  async pack() {
    const packagePath = join(madeFolder(outFolder), 'plain-panel.vsix');
    const cwd = join(root, 'bench', 'plainPanel');
    await createVSIX({ cwd, packagePath, allowMissingRepository: true, skipLicense: true });
    return packagePath;
  },
};

/** Cost of an answer; CPU in milliseconds. */
export interface Cost {
  readonly seen: Seen;
  readonly answer: PacedAnswer;
  readonly pageCpu: number;
  readonly hostCpu: number;
}

/** An open panel. */
export class MeasuredPanel {
  readonly #session: Session;
  readonly #page: Page;
  readonly #frame: Frame;
  readonly #server: PacedServer;
  readonly #metrics: CDPSession;
  readonly #subject: Subject;

  private constructor(
    session: Session,
    page: Page,
    frame: Frame,
    server: PacedServer,
    metrics: CDPSession,
    subject: Subject,
  ) {
    this.#session = session;
    this.#page = page;
    this.#frame = frame;
    this.#server = server;
    this.#metrics = metrics;
    this.#subject = subject;
  }

  /** Opens the panel; `prepare` gets the global storage folder before any window is open. */
  static async open(
    subject: Subject,
    file: string,
    prepare?: (globalStorage: string) => void,
  ): Promise<MeasuredPanel> {
    const server = await startPacedServer();
    const session = await startSession({
      install: [file],
      settings: subject.settings(server.url),
      ...(subject.mayLoad === undefined ? {} : { mayLoad: subject.mayLoad }),
    });
    prepare?.(join(session.server.userDataDir, 'User', 'globalStorage'));
    const page = await session.openWindow();
    await openSidebar(page, subject.container);
    const frame = await findWebview(page);
    await frame.locator(subject.composer).waitFor();
    await installProbe(frame, subject.composer);
    const metrics = await page.context().newCDPSession(page);
    await metrics.send('Performance.enable', { timeDomain: 'threadTicks' });
    return new MeasuredPanel(session, page, frame, server, metrics, subject);
  }

  /** Asks, and resolves when the entire answer is painted; `meanwhile` runs while it streams. */
  async ask(
    plan: PacedPlan,
    meanwhile?: (page: Page, frame: Frame, streaming: () => boolean) => Promise<void>,
  ): Promise<Cost> {
    const text = `${marks.begin} ${plan.text}\n\n${marks.end}`;
    const answering = this.#server.answerNext({ ...plan, text });
    let streaming = true;
    void answering.then(() => (streaming = false));
    // A click moves the pointer off the transcript; over scrolling content Chromium would hit-test it in every frame.
    await this.#frame.locator(this.#subject.composer).click();
    await this.#frame.locator(this.#subject.composer).fill('What is there to say?');
    await beginProbe(this.#frame);
    const page = await this.#pageCpu();
    const host = this.#hostCpu();
    await this.#frame.locator(this.#subject.composer).press('Enter');
    await meanwhile?.(this.#page, this.#frame, () => streaming);
    const answer = await answering;
    await until(async () => (await readProbe(this.#frame)).endAt > 0, {
      what: `the end of the answer in ${this.#subject.name}`,
      timeoutMs: 120_000,
    });
    const seen = await readProbe(this.#frame);
    return {
      seen,
      answer,
      pageCpu: (await this.#pageCpu()) - page,
      hostCpu: this.#hostCpu() - host,
    };
  }

  /** Memory of the idle extension host in megabytes. */
  async idleHostMemory(): Promise<number> {
    let before = -1;
    await until(
      () => {
        const now = this.#hostCpu();
        const idle = now - before <= 10;
        before = now;
        return idle;
      },
      { what: 'the extension host to rest', timeoutMs: 60_000, everyMs: 1_000 },
    );
    const status = readFileSync(`/proc/${String(this.#hostPid())}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
  }

  /** Activation time in milliseconds, as shown by VS Code. */
  async activation(): Promise<number> {
    await runCommand(this.#page, 'Developer: Show Running Extensions');
    const row = this.#page.locator('.runtime-extensions-editor .monaco-list-row').filter({
      hasText: this.#subject.extension,
    });
    const time = row.locator('.activation-time');
    await this.#page.locator('.runtime-extensions-editor .monaco-list-row').first().hover();
    // The list is sorted by time and only renders visible rows.
    await until(
      async () => {
        if (await time.isVisible()) return true;
        await this.#page.mouse.wheel(0, 200);
        return false;
      },
      { what: 'the row of the extension', timeoutMs: 30_000, everyMs: 200 },
    );
    const text = await time.innerText();
    const found = /([\d.]+)\s*ms/.exec(text)?.[1];
    if (found === undefined) throw new Error(`No activation time: ${text}`);
    return Number(found);
  }

  /** Plans the next answer without asking for it. */
  answerNext(plan: PacedPlan): Promise<PacedAnswer> {
    return this.#server.answerNext(plan);
  }

  /** Runs an action in the window before asking. */
  async prepare(work: (page: Page, frame: Frame) => Promise<void>): Promise<void> {
    await work(this.#page, this.#frame);
  }

  async close(): Promise<void> {
    await this.#session.stop();
    await this.#server.close();
  }

  /** CPU of the window's main thread, which webviews share with the workbench here. */
  async #pageCpu(): Promise<number> {
    const { metrics } = await this.#metrics.send('Performance.getMetrics');
    const spent = metrics.find(({ name }) => name === 'TaskDuration');
    if (spent === undefined) throw new Error('Chromium tells no TaskDuration.');
    return spent.value * 1000;
  }

  #hostCpu(): number {
    const fields = readFileSync(`/proc/${String(this.#hostPid())}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    // utime and stime, in clock ticks of 10 ms.
    return (Number(fields[11]) + Number(fields[12])) * 10;
  }

  #hostPid(): number {
    const [pid] = extensionHosts(this.#session.server.pid);
    if (pid === undefined) throw new Error('There is no extension host.');
    return pid;
  }
}

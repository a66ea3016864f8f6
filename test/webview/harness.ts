/** Shows the built page in a real Chromium under the real Content-Security-Policy, with a host that only records. */

import { mkdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, extname, join } from 'node:path';
import type { Browser, Page, Request } from 'playwright-core';
import { sharedChromium } from '../../scripts/host/sharedChromium.ts';
import { hangMs } from '../../scripts/host/until.ts';
import type { BootData } from '../../src/protocol/boot.ts';
import type { Fact, Intent } from '../../src/protocol/messages.ts';
import type { UsageFact } from '../../src/protocol/usageReport.ts';
import type { UiStrings } from '../../src/protocol/strings/uiStrings.ts';
import { createUiStrings } from '../../src/protocol/strings/english/uiStrings.ts';

/** The page's English texts. */
export const english: UiStrings = createUiStrings({
  l10n: { t: (message) => message },
});

/** The themes that every look is checked in. */
export const themes = ['dark', 'light', 'hc-dark', 'hc-light'] as const;
export type Theme = (typeof themes)[number];

const bodyClasses: Record<Theme, string> = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  'hc-dark': 'vscode-high-contrast',
  'hc-light': 'vscode-high-contrast vscode-high-contrast-light',
};
const mimeTypes: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
  '.map': 'application/json',
};
const repository = join(import.meta.dirname, '../..');
const built = join(repository, 'dist/webview');
const folders = [built, join(import.meta.dirname, 'themes')];
/** The built files by path: a build that runs meanwhile takes them away for a moment. */
const readBefore = new Map<string, Buffer>();

async function read(folder: string, path: string): Promise<Buffer | undefined> {
  const file = join(folder, path);
  const body = readBefore.get(file) ?? (await readFile(file).catch(() => undefined));
  if (body !== undefined && folder === built) readBefore.set(file, body);
  return body;
}

/** What a page is opened with. */
export interface OpenOptions {
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  readonly strings?: UiStrings;
  /** What VS Code kept for the page. */
  readonly saved?: unknown;
  /** Another script of the repository's `out` folder in place of the panel. */
  readonly script?: string;
  readonly forcedColors?: boolean;
  /** Another page's stylesheet and what its script begins with. */
  readonly styles?: string;
  readonly boot?: { readonly language: string };
}

/** A server for a file of tests, and pages in the browser that all files share. */
export class Harness {
  readonly #browser: Browser;
  readonly #server: Server;
  readonly #origin: string;
  /** The pages that are open. */
  readonly panels = new Set<PanelPage>();
  readonly #pages = new Map<string, { html: string; csp: string }>();
  /** A page that its test is done with; to open another takes longer than most tests. */
  #spare: Page | undefined;

  private constructor(browser: Browser, server: Server) {
    this.#browser = browser;
    this.#server = server;
    this.#origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Begins to serve; whoever gives a browser closes it. */
  static async start(from?: Browser): Promise<Harness> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const harness = new Harness(from ?? (await sharedChromium()), server);
    server.on('request', (request, response) => {
      void harness.#answer(request.url ?? '/').then(({ status, headers, body }) => {
        response.writeHead(status, headers).end(body);
      });
    });
    return harness;
  }

  async stop(): Promise<void> {
    for (const panel of [...this.panels]) await panel.close();
    await this.#spare?.context().close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Opens a page and waits until its script asked for a snapshot. */
  async open(options: OpenOptions = {}): Promise<PanelPage> {
    const path = `/page-${this.#pages.size}.html`;
    this.#pages.set(path, makePage(options, this.#origin));
    const page = await this.#takePage(options);
    const panel = new PanelPage(page, this.#origin, async () => {
      this.panels.delete(panel);
      const isPlain = panel.isReusable && options.forcedColors !== true && !page.isClosed();
      const isKept = isPlain && this.#spare === undefined;
      if (isKept) this.#spare = page;
      else await page.context().close();
    });
    this.panels.add(panel);
    await page.goto(this.#origin + path);
    if (options.script === undefined) await panel.waitForIntent('ready');
    return panel;
  }

  async #takePage(options: OpenOptions): Promise<Page> {
    const viewport = { width: options.width ?? 400, height: options.height ?? 700 };
    const spare = this.#spare;
    if (spare !== undefined && options.forcedColors !== true) {
      this.#spare = undefined;
      await spare.setViewportSize(viewport);
      // Out of the page, so that nothing lies under the mouse.
      await spare.mouse.move(-1, -1);
      return spare;
    }
    const context = await this.#browser.newContext({
      viewport,
      ...(options.forcedColors === true ? { forcedColors: 'active' } : {}),
    });
    context.setDefaultTimeout(hangMs);
    return await context.newPage();
  }

  async #answer(
    url: string,
  ): Promise<{ status: number; headers: Record<string, string>; body: string | Buffer }> {
    const path = new URL(url, this.#origin).pathname;
    const page = this.#pages.get(path);
    if (page !== undefined) {
      const headers = { 'content-type': 'text/html', 'content-security-policy': page.csp };
      return { status: 200, headers, body: page.html };
    }
    for (const folder of [...folders, join(repository, 'out')]) {
      const body = await read(folder, path);
      const type = mimeTypes[extname(path)];
      if (body !== undefined && type !== undefined) {
        return { status: 200, headers: { 'content-type': type }, body };
      }
    }
    return { status: 404, headers: {}, body: '' };
  }
}

/** A page under test: facts in, intents out. */
export class PanelPage {
  readonly page: Page;
  /** Everything the page asked the network for. */
  readonly requests: string[] = [];
  /** Exceptions that nothing caught. */
  readonly faults: string[] = [];
  /** Whether another test may have the page next; not where one sets up more of the browser than the page. */
  isReusable = true;
  readonly #origin: string;
  readonly #release: () => Promise<void>;
  readonly #onRequest = (request: Request) => void this.requests.push(request.url());
  readonly #onFault = (error: Error) => void this.faults.push(String(error));

  /** `release` gives the page back. */
  constructor(page: Page, origin: string, release: () => Promise<void>) {
    this.page = page;
    this.#origin = origin;
    this.#release = release;
    page.on('request', this.#onRequest);
    page.on('pageerror', this.#onFault);
  }

  /** Sends facts as the host would, and waits until they are drawn. */
  async post(...facts: readonly (Fact | UsageFact)[]): Promise<void> {
    await this.page.evaluate(async (sent) => {
      for (const fact of sent) window.postMessage(fact, '*');
      // Messages are tasks and drawing is a frame: one message of our own, then two frames.
      await new Promise<void>((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
        setTimeout(() => port2.postMessage(0));
      });
    }, facts);
  }

  intents(): Promise<Intent[]> {
    return this.page.evaluate(() => window.__intents);
  }

  /** The intents of one type, in order. */
  async intentsOf<T extends Intent['type']>(type: T): Promise<Extract<Intent, { type: T }>[]> {
    const all = await this.intents();
    return all.filter((intent): intent is Extract<Intent, { type: T }> => intent.type === type);
  }

  async waitForIntent<T extends Intent['type']>(
    type: T,
    count = 1,
  ): Promise<Extract<Intent, { type: T }>> {
    await this.page.waitForFunction(
      ([wanted, least]) =>
        window.__intents.filter((intent) => intent.type === wanted).length >= least,
      [type, count] as const,
    );
    return (await this.intentsOf(type)).at(-1)!;
  }

  saved(): Promise<unknown> {
    return this.page.evaluate(() => window.__saved);
  }

  violations(): Promise<string[]> {
    return this.page.evaluate(() => window.__violations);
  }

  /** Requests to anything but the page's own server. */
  foreignRequests(): string[] {
    return this.requests.filter((url) => new URL(url).origin !== this.#origin);
  }

  async screenshot(name: string): Promise<void> {
    const path = join(repository, 'out/screenshots/webview', `${name}.png`);
    await mkdir(dirname(path), { recursive: true });
    await this.page.screenshot({ path, animations: 'disabled' });
  }

  async close(): Promise<void> {
    this.page.off('request', this.#onRequest);
    this.page.off('pageerror', this.#onFault);
    await this.#release();
  }
}

function makePage(options: OpenOptions, origin: string): { html: string; csp: string } {
  const nonce = 'dGVzdC1ub25jZS0x';
  const csp =
    `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${origin} 'nonce-${nonce}'; ` +
    `font-src ${origin}; img-src ${origin} data:; base-uri 'none'; form-action 'none'`;
  const theme = options.theme ?? 'dark';
  const strings = options.strings ?? english;
  const panelBoot: BootData = { build: 'test', language: 'en', strings };
  const boot = options.boot ?? panelBoot;
  const scripts = options.script === undefined ? ['panel.js', 'markdown.js'] : [options.script];
  const html = `<!doctype html><html><head><meta charset="utf-8"><title>Chat</title>
    <meta property="csp-nonce" content="${nonce}">
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/${theme}.css"><link rel="stylesheet" href="/defaults.css">
    <link rel="stylesheet" href="/${options.styles ?? 'styles.css'}">
    <script nonce="${nonce}">${fakeHost(options.saved)}</script></head>
    <body class="${bodyClasses[theme]}" data-vscode-theme-kind="${bodyClasses[theme]}">
    <div id="root" data-boot="${escapeAttribute(JSON.stringify(boot))}"></div>
    ${scripts.map((name) => `<script nonce="${nonce}" src="/${name}"></script>`).join('')}</body></html>`;
  return { html, csp };
}

function fakeHost(saved: unknown): string {
  return `window.__intents = []; window.__violations = [];
    window.__saved = ${JSON.stringify(saved ?? null).replaceAll('<', '\\u003c')} ?? undefined;
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => void window.__intents.push(structuredClone(message)),
      getState: () => window.__saved,
      setState: (state) => (window.__saved = structuredClone(state)),
    });
    document.addEventListener('securitypolicyviolation', (event) =>
      window.__violations.push(event.violatedDirective + ' ' + event.blockedURI));`;
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

declare global {
  interface Window {
    __intents: Intent[];
    __saved: unknown;
    __violations: string[];
  }
}

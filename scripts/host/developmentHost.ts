/** Runs a test module in the extension host of the VS Code from npm. */

import type { Page, Route } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { type CodeServer, startCodeServer } from './codeServer.ts';
import { outputMark } from './runMocha.ts';
import { until } from './until.ts';
import { openWorkbench } from './workbench.ts';

/** What to load and where; all paths are absolute. */
export interface DevelopmentHostOptions {
  /** Folders of the extensions under development. */
  readonly extensions: readonly string[];
  /** The module that exports `run(): Promise<void>`; if undefined, only the window is opened. */
  readonly tests: string;
  readonly folder?: string;
  readonly userDataDir: string;
  readonly extensionsDir: string;
  readonly trust: boolean;
  readonly env?: NodeJS.ProcessEnv;
  /** Limit for the entire test run, in milliseconds. */
  readonly timeoutMs: number;
  /** Receives each output line of the tests. */
  readonly onOutput: (line: string) => void;
}

/** The result of the tests. */
export interface DevelopmentHostResult {
  /** 0 when `run` resolved, 1 when it rejected. */
  readonly exitCode: number;
  /** The last lines of the window's console. */
  readonly console: readonly string[];
}

/** Starts a server and a window, runs the tests in its extension host and cleans up. */
export async function runInDevelopmentHost(
  options: DevelopmentHostOptions,
): Promise<DevelopmentHostResult> {
  const server = await startCodeServer(options);
  try {
    const browser = await launchChromium();
    try {
      let exitCode: number | undefined;
      const lines: string[] = [];
      await openWorkbench(browser, server, {
        ...(options.folder === undefined ? {} : { folder: options.folder }),
        prepare: async (page) => {
          page.on('console', (message) => {
            lines.push(message.text());
            const line = testOutput(message.text());
            if (line !== undefined) options.onOutput(line);
          });
          page.on('pageerror', (error) => lines.push(`page error: ${error.message}`));
          await page.exposeFunction('codeAutomationExit', (code: number) => {
            exitCode = code;
          });
          await routeConfiguration(page, server, options);
        },
      });
      await until(() => exitCode !== undefined, {
        what: 'the tests to end',
        timeoutMs: options.timeoutMs,
        details: () =>
          `The page's console ended with:\n${lines.slice(-60).join('\n')}\n` +
          `The server's log ended with:\n${server.log().slice(-4000)}`,
      });
      return { exitCode: exitCode ?? 1, console: lines.slice(-60) };
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
}

/** Adds the extensions and tests to the start-up options in the workbench page. */
export function withDevelopmentOptions(
  html: string,
  authority: string,
  options: Pick<DevelopmentHostOptions, 'extensions' | 'tests'>,
): string {
  const toUri = (path: string): object => ({ scheme: 'vscode-remote', authority, path });
  const pattern = /(id="vscode-workbench-web-configuration" data-settings=")([^"]*)(")/;
  const match = pattern.exec(html);
  if (match?.[2] === undefined) throw new Error('The page has no workbench configuration.');
  const configuration = JSON.parse(unescapeAttribute(match[2])) as Record<string, unknown>;
  configuration['developmentOptions'] = {
    ...(configuration['developmentOptions'] as object | undefined),
    extensions: options.extensions.map(toUri),
    extensionTestsPath: toUri(options.tests),
  };
  const settings = escapeAttribute(JSON.stringify(configuration));
  return html.replace(pattern, (_, before: string, __, after: string) => before + settings + after);
}

async function routeConfiguration(
  page: Page,
  server: CodeServer,
  options: DevelopmentHostOptions,
): Promise<void> {
  const authority = new URL(server.url).host;
  await page.route(
    (url) => url.origin === server.url && url.pathname === '/',
    async (route: Route) => {
      const response = await route.fetch();
      const body = withDevelopmentOptions(await response.text(), authority, options);
      await route.fulfill({ response, body });
    },
  );
}

/** Extracts the tests' output from the console messages that the workbench forwards. */
function testOutput(line: string): string | undefined {
  const start = line.indexOf(outputMark);
  return start < 0 ? undefined : line.slice(start + outputMark.length);
}

function unescapeAttribute(text: string): string {
  const entities: Record<string, string> = { quot: '"', lt: '<', gt: '>', '#39': "'", amp: '&' };
  return text.replace(/&(quot|lt|gt|#39|amp);/g, (whole, name: string) => entities[name] ?? whole);
}

function escapeAttribute(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;');
}

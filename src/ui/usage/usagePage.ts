/** "Show Balance and Usage": a page in an editor tab, rebuilt from the ledger on demand. */

import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../platform/disposable.ts';
import type { Logger } from '../../platform/ports.ts';
import {
  isUsageIntent,
  type UsageBoot,
  type UsageFact,
  type UsageIntent,
  type UsageSpan,
} from '../../protocol/usageReport.ts';
import { createPage, pageFolder } from '../webviewHtml.ts';
import { openTopUp } from '../account/topUp.ts';
import { usageCsv } from './usageCsv.ts';
import { createUsageReport, type ReportSources } from './usageReport.ts';
import { createUsageStrings } from './usageStrings.ts';

/** What the page needs of the rest. */
export interface UsagePagePorts {
  readonly extensionUri: vscode.Uri;
  readonly logger: Logger;
  /** Asks for the balance again, unless it is fresh. */
  readonly refresh: () => Promise<void>;
  /** What the report over the last `span` days is made of. */
  readonly sources: (span: UsageSpan) => Promise<ReportSources>;
}

/** Opens the page, or brings it to the front. */
export class UsagePage implements Disposable {
  readonly #ports: UsagePagePorts;
  #panel: vscode.WebviewPanel | undefined;
  #span: UsageSpan = 30;

  constructor(ports: UsagePagePorts) {
    this.#ports = ports;
  }

  /** Shows the page with the figures of this moment. */
  show(): void {
    if (this.#panel !== undefined) {
      this.#panel.reveal();
      void this.update();
      return;
    }
    const folder = pageFolder(this.#ports.extensionUri);
    const panel = vscode.window.createWebviewPanel(
      'deepseek.usage',
      vscode.l10n.t('Balance and Usage'),
      vscode.ViewColumn.Active,
      { enableScripts: true, localResourceRoots: [folder] },
    );
    this.#panel = panel;
    const watching = new DisposableStore();
    watching.add(panel.webview.onDidReceiveMessage((message) => this.#handle(message)));
    watching.add(
      panel.onDidDispose(() => {
        watching.dispose();
        this.#panel = undefined;
      }),
    );
    const boot: UsageBoot = { language: vscode.env.language, strings: createUsageStrings() };
    panel.webview.html = createPage(panel.webview, this.#ports.extensionUri, boot, {
      scripts: ['usage.js'],
      styles: 'usageStyles.css',
    });
  }

  /** Posts the figures of this moment to the page, if it is there. */
  async update(): Promise<void> {
    await this.#post();
    await this.#ports.refresh();
    await this.#post();
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  async #post(): Promise<void> {
    if (this.#panel?.visible !== true) return;
    const report = createUsageReport(await this.#ports.sources(this.#span), this.#span);
    const fact: UsageFact = { type: 'report', report };
    void this.#panel?.webview.postMessage(fact);
  }

  #handle(message: unknown): void {
    const { logger } = this.#ports;
    if (!isUsageIntent(message)) {
      logger.warn('A message that is no intent came from the page of usage and was dropped.');
      return;
    }
    this.#carryOut(message).catch((error: unknown) =>
      logger.error(`What was wanted on the page of usage failed: ${String(error)}`),
    );
  }

  async #carryOut(intent: UsageIntent): Promise<void> {
    switch (intent.type) {
      case 'ready':
      case 'refresh':
        return this.update();
      case 'selectSpan':
        this.#span = intent.span;
        return this.#post();
      case 'topUp':
        return openTopUp();
      case 'exportCsv':
        return this.#save();
    }
  }

  async #save(): Promise<void> {
    const uri = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Export Usage'),
      filters: { CSV: ['csv'] },
    });
    if (uri === undefined) return;
    const { requests, pricing } = await this.#ports.sources(this.#span);
    const bytes = new TextEncoder().encode(usageCsv(requests, pricing));
    try {
      await vscode.workspace.fs.writeFile(uri, bytes);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      void vscode.window.showErrorMessage(
        vscode.l10n.t('The file could not be written: {0} Choose another place.', why),
      );
    }
  }
}

/** Updates the status bar item and the usage page from one reading of the ledger. */

import * as vscode from 'vscode';
import type { Account } from '../../chat/usage/account.ts';
import {
  builtInPrices,
  startOfDay,
  totalOf,
  type Pricing,
  type UsedRequest,
} from '../../chat/usage/usageTotals.ts';
import { DisposableStore, type Disposable } from '../../platform/disposable.ts';
import type { Clock, Logger } from '../../platform/ports.ts';
import type { Settings } from '../../platform/settings/settings.ts';
import type { UsageSource } from './usageSource.ts';
import { UsagePage } from './usagePage.ts';
import { costText } from './costText.ts';
import type { ReportSources } from './usageReport.ts';
import { UsageStatus } from './usageStatusBar.ts';

/** What the views are given. */
export interface UsageViewsPorts {
  readonly extensionUri: vscode.Uri;
  readonly ledger: UsageSource;
  readonly account: Account;
  readonly settings: () => Settings;
  readonly clock: Clock;
  readonly logger: Logger;
}

const dayMs = 86_400_000;

/** The item and the page. */
export class UsageViews implements Disposable {
  readonly #ports: UsageViewsPorts;
  readonly #status = new UsageStatus();
  #page: UsagePage | undefined;
  readonly #lifetime = new DisposableStore();
  readonly #leaving = new AbortController();
  /** Whether anything was asked in this window, so that its balance matters. */
  #used = false;

  constructor(ports: UsageViewsPorts) {
    this.#ports = ports;
    this.#lifetime.add(this.#status);
    this.#lifetime.add({ dispose: () => this.#page?.dispose() });
    this.#lifetime.add(ports.account.onChange.on(() => void this.#update()));
    this.#lifetime.add(
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused && this.#used) void this.#refresh();
      }),
    );
  }

  /** Shows the page. */
  show(): void {
    void this.#ports.ledger.tidy();
    this.#page ??= this.#createPage();
    this.#page.show();
  }

  /** A turn has ended: asks for the balance again. */
  async afterTurn(): Promise<void> {
    this.#used = true;
    this.#ports.account.markSpent();
    await this.#refresh();
    await this.#update();
  }

  dispose(): void {
    this.#leaving.abort();
    this.#lifetime.dispose();
  }

  #createPage(): UsagePage {
    const ports = this.#ports;
    return new UsagePage({
      extensionUri: ports.extensionUri,
      logger: ports.logger,
      refresh: () => this.#refresh(),
      sources: (span) => this.#sources(daysAgo(span, ports)),
    });
  }

  #refresh(): Promise<void> {
    return this.#ports.account.refresh(this.#leaving.signal);
  }

  async #update(): Promise<void> {
    const sources = await this.#sources(startOfDay(this.#ports.clock.now()));
    this.#status.update({
      account: sources.account,
      today: costText(totalOf(sources.requests, sources.pricing), sources),
      lowBalance: sources.lowBalance,
      language: sources.language,
    });
  }

  async #sources(since: number): Promise<ReportSources> {
    const { ledger, account, settings, clock, logger } = this.#ports;
    const now = clock.now();
    let requests: readonly UsedRequest[] = [];
    try {
      requests = await ledger.read(since);
    } catch (error) {
      logger.warn(`Usage could not be read: ${String(error)}`);
    }
    return {
      requests,
      account: account.state,
      pricing: this.#pricing(),
      priceList: builtInPrices(now),
      lowBalance: settings().lowBalance ?? undefined,
      now,
      language: vscode.env.language,
    };
  }

  #pricing(): Pricing {
    return { currency: this.#ports.account.currency, overrides: this.#ports.settings().prices };
  }
}

function daysAgo(span: number, { clock }: UsageViewsPorts): number {
  return startOfDay(clock.now() - span * dayMs);
}

/** Keeps what shows usage and cost up to date: the status bar's item and the page, from one reading of the ledger. */

import * as vscode from 'vscode';
import type { Account } from '../chat/account.ts';
import {
  builtInPrices,
  startOfDay,
  totalOf,
  type Pricing,
  type UsedRequest,
} from '../chat/usageTotals.ts';
import { DisposableStore, type Disposable } from '../platform/lifecycle.ts';
import type { Clock, Logger } from '../platform/platform.ts';
import type { Settings } from '../platform/settings.ts';
import { usageCsv } from './usageCsv.ts';
import { UsagePage } from './usagePage.ts';
import { costText, createUsageReport, type ReportSources } from './usageReport.ts';
import { UsageStatus } from './usageStatus.ts';

/** The lines of all windows. */
export interface UsageSource {
  /** Those from `since` on, in milliseconds since the epoch. */
  read(since?: number): Promise<readonly UsedRequest[]>;
  /** Joins what has become many small files. */
  tidy(): Promise<void>;
}

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
  readonly #page: UsagePage;
  readonly #lifetime = new DisposableStore();
  readonly #leaving = new AbortController();
  /** Whether anything was asked in this window, so that its balance matters. */
  #used = false;

  constructor(ports: UsageViewsPorts) {
    this.#ports = ports;
    this.#page = new UsagePage({
      logger: ports.logger,
      extensionUri: ports.extensionUri,
      refresh: () => this.#refresh(),
      report: async (span) => createUsageReport(await this.#sources(daysAgo(span, ports)), span),
      csv: async (span) => {
        const requests = await ports.ledger.read(daysAgo(span, ports));
        return usageCsv(requests, this.#pricing());
      },
    });
    this.#lifetime.add(this.#status);
    this.#lifetime.add(this.#page);
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

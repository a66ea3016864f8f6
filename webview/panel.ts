/** Holds the page together: facts in, intents out, one drawing a frame. */

import { render } from 'lit';
import { activeBranch } from '../src/conversation/branch.ts';
import type { BootData } from '../src/protocol/boot.ts';
import type { Fact, Intent } from '../src/protocol/messages.ts';
import { fill } from '../src/protocol/uiStrings.ts';
import { announcement, attachedAnnouncement } from './announce.ts';
import { openChannel, type Channel, type SavedState } from './channel.ts';
import { Composition } from './composition.ts';
import { describeFault, showFault } from './errorBoundary.ts';
import { focusComposer, listenToKeys } from './keyboard.ts';
import { isRunning } from './parts/composer.ts';
import type { PageActions, UiState } from './parts/context.ts';
import { retryWait } from './parts/errorCard.ts';
import { panelView } from './parts/panelView.ts';
import { createScheduler } from './scheduler.ts';
import { starterOf, withStarter } from './starterState.ts';
import { foldFact, type PageState } from './state.ts';
import { StickToEnd, type ScrollAnchor } from './stickToEnd.ts';
import { listenToClicks } from './transcriptClicks.ts';

/** A lost answer to `ready` or `resync` is asked for again after this, in milliseconds. */
const askAgainAfter = 2000;
const emptyUi: UiState = { folds: {}, draft: '', atEnd: true, status: '' };

/** The page; builds itself into `root` and asks the host for a snapshot. */
export class Panel {
  private readonly root: HTMLElement;
  private readonly boot: BootData;
  private readonly channel: Channel;
  private readonly scheduler = createScheduler(() => this.draw());
  private readonly actions: PageActions;
  private readonly composition = new Composition();
  private container: HTMLElement | undefined;
  private stick: StickToEnd | undefined;
  private state: PageState | null = null;
  private ui: UiState = emptyUi;
  private askedAt: number | undefined;
  private restoreTo: ScrollAnchor | undefined;
  private keepTo: ScrollAnchor | undefined;
  private focusWanted = false;
  /** Whether the page shows its fault; only the person starts it anew, so that a fault cannot loop. */
  private failed = false;
  private ticking: ReturnType<typeof setTimeout> | undefined;
  private saving: number | undefined;
  /** The draft as the host knows it. */
  private toldDraft = '';

  constructor(root: HTMLElement, boot: BootData) {
    this.root = root;
    this.boot = boot;
    this.actions = this.createActions();
    this.channel = openChannel((fact) => this.guard(() => this.onFact(fact)));
    listenToClicks(root, {
      conversation: () => this.state?.conversation,
      post: (intent) => this.channel.post(intent),
      copied: () => this.setUi({ status: boot.strings.copied }),
    });
    listenToKeys(root, {
      running: () => this.state !== null && isRunning({ state: this.state }),
      stop: () => this.channel.post({ type: 'stop' }),
      newChat: () => this.channel.post({ type: 'newChat' }),
    });
    window.addEventListener('error', (event) => this.report(event.error ?? event.message));
    window.addEventListener('unhandledrejection', (event) => this.report(event.reason));
    document.addEventListener('visibilitychange', () => this.save());
    window.addEventListener('pagehide', () => this.save());
    this.start();
  }

  private start(): void {
    this.failed = false;
    this.state = null;
    this.ui = emptyUi;
    this.stick = undefined;
    this.container = undefined;
    this.askedAt = now();
    this.channel.ready(this.boot.build);
  }

  private onFact(fact: Fact): void {
    if (this.failed) return;
    const before = this.state;
    const folded = foldFact(before, fact, now());
    if (folded === 'resync') return this.resync();
    if (fact.type === 'snapshot') this.onSnapshot(before, folded);
    if (fact.type === 'draft') this.onDraft(fact, before);
    if (fact.type === 'focusComposer') this.focusWanted = true;
    if (fact.type === 'earlier') this.keepTo = this.stick?.anchor();
    this.state = folded;
    const said =
      before && announcement(before.conversation, folded.conversation, this.boot.strings);
    if (said !== null && said !== undefined) this.ui = { ...this.ui, status: said };
    this.scheduler.request();
  }

  private resync(): void {
    const at = now();
    if (this.askedAt !== undefined && at - this.askedAt < askAgainAfter) return;
    this.askedAt = at;
    this.channel.post({ type: 'resync' });
  }

  /** What the person wrote here outlives a snapshot of the same chat; a new page has what the host has. */
  private onSnapshot(before: PageState | null, state: PageState): void {
    this.askedAt = undefined;
    this.toldDraft = state.draft;
    const { id } = state.conversation;
    if (before?.conversation.id === id) return;
    // Which chat this is must be known to VS Code also when nothing is done here before a reload.
    this.saveSoon();
    const saved = before === null ? this.channel.load() : undefined;
    if (saved?.conversationId === id) {
      // The host has the draft as soon as it is saved here, and VS Code may keep an older state.
      this.ui = withStarter({ ...this.ui, draft: state.draft, folds: saved.folds }, saved.starter);
      this.restoreTo = saved.anchor;
    } else {
      this.ui = withStarter({ ...this.ui, draft: state.draft, folds: {} }, undefined);
      this.stick?.jump();
    }
  }

  /** A draft that was written elsewhere replaces what is here, unless that is newer. */
  private onDraft(fact: Extract<Fact, { type: 'draft' }>, before: PageState | null): void {
    const said = attachedAnnouncement(before?.context ?? [], fact.context, this.boot.strings);
    if (said !== undefined) this.ui = { ...this.ui, status: said };
    if (fact.text === undefined || this.ui.draft !== this.toldDraft) return;
    this.toldDraft = fact.text;
    this.ui = { ...this.ui, draft: fact.text };
  }

  private draw(): void {
    this.guard(() => {
      if (this.state === null) return;
      const context = {
        strings: this.boot.strings,
        state: this.state,
        ui: this.ui,
        now: now(),
        actions: this.actions,
        composition: this.composition,
      };
      render(panelView(context), this.mount());
      this.afterDraw(this.mount());
    });
  }

  private mount(): HTMLElement {
    if (this.container === undefined) {
      this.container = document.createElement('div');
      this.container.className = 'ds-root';
      this.root.replaceChildren(this.container);
    }
    return this.container;
  }

  private afterDraw(container: HTMLElement): void {
    const scroller = container.querySelector<HTMLElement>('.ds-transcript');
    if (this.stick === undefined && scroller !== null) {
      this.stick = new StickToEnd(scroller, () => this.setUi({ atEnd: this.stick?.atEnd ?? true }));
      scroller.addEventListener('scroll', () => this.saveSoon(), { passive: true });
    }
    const anchor = this.restoreTo ?? this.keepTo;
    this.restoreTo = undefined;
    this.keepTo = undefined;
    if (anchor === undefined) this.stick?.settle();
    else this.stick?.restore(anchor);
    if (this.focusWanted) focusComposer(container);
    this.focusWanted = false;
    this.tick();
  }

  /** Seconds are counted on the page: drawn anew each second while something waits or thinks. */
  private tick(): void {
    clearTimeout(this.ticking);
    const { state } = this;
    if (state === null) return;
    const at = now();
    const waits = [...state.conversation.turns.values()].some(
      (turn) => turn.error !== undefined && retryWait(turn, turn.error, { state, now: at }) > 0,
    );
    if (isRunning({ state }) || waits) {
      this.ticking = setTimeout(() => this.scheduler.request(), 1000);
    }
  }

  private setUi(change: Partial<UiState>): void {
    this.ui = { ...this.ui, ...change };
    this.scheduler.request();
  }

  private createActions(): PageActions {
    return {
      post: (intent) => this.channel.post(intent),
      toggleFold: (key, open) => {
        this.setUi({ folds: { ...this.ui.folds, [key]: open } });
        this.saveSoon();
      },
      setDraft: (draft) => {
        this.setUi({ draft });
        this.saveSoon();
      },
      setStarter: (starter) => {
        this.ui = withStarter(this.ui, starter);
        this.scheduler.request();
        this.saveSoon();
      },
      submit: () => this.submit(),
      removeContext: ({ id, label }) => {
        this.channel.post({ type: 'removeContext', id });
        this.setUi({ status: fill(this.boot.strings.announceRemoved, label) });
        if (this.container !== undefined) focusComposer(this.container);
      },
      jumpToEnd: () => this.stick?.jump(),
      loadEarlier: () => {
        const first = this.state && activeBranch(this.state.conversation)[0];
        if (first) this.channel.post({ type: 'loadEarlier', before: first.id });
      },
    };
  }

  private submit(): void {
    const text = this.ui.draft.trim();
    if (this.state === null || (text === '' && this.state.context.length === 0)) return;
    const needsKey = this.state.panel.key === 'missing';
    const intent: Intent = needsKey
      ? { type: 'runAction', action: 'setApiKey' }
      : { type: 'send', text, ...starterOf(this.ui, this.state.panel) };
    this.channel.post(intent);
    if (needsKey) return;
    this.ui = withStarter({ ...this.ui, draft: '' }, undefined);
    this.scheduler.request();
    // The host takes the draft for sent, or gives it back.
    this.toldDraft = '';
    this.stick?.jump();
    this.save();
  }

  private saveSoon(): void {
    this.saving ??= requestIdleCallback(() => this.save(), { timeout: 500 });
  }

  private save(): void {
    if (this.saving !== undefined) cancelIdleCallback(this.saving);
    this.saving = undefined;
    if (this.state === null) return;
    const anchor = this.stick?.anchor();
    const saved: SavedState = {
      conversationId: this.state.conversation.id,
      draft: this.ui.draft,
      folds: this.ui.folds,
      ...(this.ui.starter === undefined ? {} : { starter: this.ui.starter }),
      ...(anchor === undefined ? {} : { anchor }),
    };
    this.channel.save(saved);
    if (this.ui.draft === this.toldDraft) return;
    this.toldDraft = this.ui.draft;
    this.channel.post({ type: 'draftChanged', text: this.ui.draft });
  }

  private guard(work: () => void): void {
    try {
      work();
    } catch (fault) {
      this.report(fault);
      this.failed = true;
      this.state = null;
      this.container = undefined;
      showFault(this.root, this.boot.strings, () => this.start());
    }
  }

  private report(fault: unknown): void {
    this.channel.post({ type: 'reportError', message: describeFault(fault) });
  }
}

/** Milliseconds since the epoch by a clock that only goes forward. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

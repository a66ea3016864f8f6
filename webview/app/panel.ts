/** Connects the page: facts in, intents out, one render per frame. */

import { render } from 'lit';
import type { PageBoot } from '../../src/protocol/boot.ts';
import type { Fact } from '../../src/protocol/messages.ts';
import { announcement, attachedAnnouncement } from './screenReaderStatus.ts';
import { openChannel, type Channel } from '../state/channel.ts';
import { applyChatFont } from './chatFont.ts';
import { Composition } from '../composer/imeComposition.ts';
import { describeFault, showFault } from './errorBoundary.ts';
import { focusComposer } from './keyboard.ts';
import { isMarkdownLoaded, paintFailed } from '../markdown/scripts.ts';
import type { UiState } from '../state/templateContext.ts';
import { listenToPage } from './pageListeners.ts';
import {
  createReadingParts,
  createWritingParts,
  type PanelPort,
  type ReadingParts,
  type WritingParts,
} from './panelParts.ts';
import { panelView } from './panelView.ts';
import { createScheduler } from './frameScheduler.ts';
import { withStarter } from '../state/prefillState.ts';
import { foldFact, type PageState } from '../state/state.ts';
import { Ticking } from './clockTick.ts';

/** A lost answer to `ready` or `resync` is asked for again after this, in milliseconds. */
const askAgainAfter = 2000;
const emptyUi: UiState = { folds: {}, draft: '', atEnd: true, find: null, status: '' };

/** The page; builds itself into `root` and asks the host for a snapshot. */
export class Panel {
  readonly #root: HTMLElement;
  readonly #boot: PageBoot;
  readonly #channel: Channel;
  readonly #scheduler = createScheduler(() => this.#draw());
  readonly #composition = new Composition();
  readonly #reader: ReadingParts;
  readonly #writer: WritingParts;
  readonly #clockTick = new Ticking(() => this.#scheduler.request());
  #container: HTMLElement | undefined;
  #state: PageState | null = null;
  #ui: UiState = emptyUi;
  #askedAt: number | undefined;
  #focusWanted = false;
  /** Whether the page shows its fault; only the user starts it again, so that a fault cannot loop. */
  #failed = false;

  constructor(root: HTMLElement, boot: PageBoot) {
    this.#root = root;
    this.#boot = boot;
    this.#channel = openChannel((fact) => this.#guard(() => this.#onFact(fact)));
    const port: PanelPort = {
      root,
      strings: boot.strings,
      channel: this.#channel,
      state: () => this.#state,
      ui: () => this.#ui,
      put: (ui) => {
        this.#ui = ui;
        this.#scheduler.request();
      },
      container: () => this.#container,
      redraw: () => this.#scheduler.request(),
    };
    this.#reader = createReadingParts(port);
    this.#writer = createWritingParts(port, this.#reader);
    listenToPage(port, this.#reader, this.#writer);
    window.addEventListener('error', (event) => this.#report(event.error ?? event.message));
    window.addEventListener(paintFailed, (event) => {
      if (event instanceof CustomEvent) this.#report(event.detail);
    });
    window.addEventListener('unhandledrejection', (event) => this.#report(event.reason));
    this.#start();
  }

  #start(): void {
    this.#failed = false;
    this.#reader.memory.forget();
    this.#state = null;
    this.#ui = emptyUi;
    this.#reader.reading.reset();
    this.#container = undefined;
    this.#reader.history.close('stay');
    this.#askedAt = now();
    this.#channel.ready(this.#boot.build, this.#channel.load()?.anchor?.id.split('/')[0]);
  }

  #onFact(fact: Fact): void {
    if (this.#failed) return;
    const before = this.#state;
    const folded = foldFact(before, fact, now());
    if (folded === 'resync') return this.#resync();
    this.#reader.reading.onFact(fact, before, folded);
    this.#writer.messages.onFact(fact, before, folded);
    if (fact.type === 'snapshot') this.#onSnapshot(before, folded);
    if (fact.type === 'prompts') {
      this.#writer.prompts.onPrompts(fact.prompts, this.#root.querySelector('textarea'));
    }
    if (fact.type === 'draft') this.#onDraft(fact, before);
    if (fact.type === 'focusComposer') this.#focusWanted = true;
    if (fact.type === 'focusComposer' || fact.type === 'focusFind') {
      this.#reader.history.close('stay');
    }
    this.#state = folded;
    this.#reader.find.onFact(fact, before?.conversation.id !== folded.conversation.id);
    if (fact.type === 'showHistory') this.#reader.history.open();
    if (fact.type === 'history') this.#reader.history.onReceived(before?.history, folded.history);
    const said =
      before && announcement(before.conversation, folded.conversation, this.#boot.strings);
    if (said !== null && said !== undefined) this.#ui = { ...this.#ui, status: said };
    this.#scheduler.request();
  }

  #resync(): void {
    const at = now();
    if (this.#askedAt !== undefined && at - this.#askedAt < askAgainAfter) return;
    this.#askedAt = at;
    this.#channel.post({ type: 'resync' });
  }

  /** What the user wrote here outlives a snapshot of the same chat; a new page has what the host has. */
  #onSnapshot(before: PageState | null, state: PageState): void {
    this.#askedAt = undefined;
    this.#reader.memory.onDraftPosted(state.draft);
    const { id } = state.conversation;
    if (before?.conversation.id === id) return;
    this.#writer.queue.onOtherChat();
    this.#writer.copies.onOtherChat();
    // Which chat this is must be known to VS Code also when nothing is done here before a reload.
    this.#reader.memory.saveSoon();
    const restored = before === null ? this.#reader.memory.restore(id) : undefined;
    this.#ui = { ...withStarter({ ...this.#ui, folds: {} }, undefined), ...restored?.ui };
    this.#ui = { ...this.#ui, draft: state.draft };
    this.#reader.reading.restore(restored?.anchor);
  }

  /** A draft that was written elsewhere replaces what is here, unless that is newer. */
  #onDraft(fact: Extract<Fact, { type: 'draft' }>, before: PageState | null): void {
    const said = attachedAnnouncement(before?.context ?? [], fact.context, this.#boot.strings);
    if (said !== undefined) this.#ui = { ...this.#ui, status: said };
    if (fact.text === undefined || this.#reader.memory.isDraftUntold(this.#ui.draft)) return;
    this.#reader.memory.onDraftPosted(fact.text);
    this.#ui = { ...this.#ui, draft: fact.text };
  }

  #draw(): void {
    this.#guard(() => {
      if (this.#state === null) return;
      // An empty chat is drawn at once; messages need the renderer, which is on its way.
      const { activeLeaf } = this.#state.conversation;
      if (activeLeaf !== null && !isMarkdownLoaded(() => this.#scheduler.request())) return;
      const context = {
        strings: this.#boot.strings,
        state: this.#state,
        ui: this.#ui,
        now: now(),
        actions: this.#writer.actions,
        history: this.#reader.history,
        composition: this.#composition,
      };
      this.#reader.reading.beforeDraw();
      const rewrapped = applyChatFont(this.#state.panel.font, document.documentElement.style);
      render(panelView(context), this.#mount());
      this.#afterDraw(this.#mount(), rewrapped);
    });
  }

  #mount(): HTMLElement {
    if (this.#container === undefined) {
      this.#container = document.createElement('div');
      this.#container.className = 'ds-root';
      this.#root.replaceChildren(this.#container);
    }
    return this.#container;
  }

  #afterDraw(container: HTMLElement, rewrapped: boolean): void {
    this.#reader.reading.afterDraw(container, rewrapped);
    this.#reader.find.afterDraw(container);
    this.#writer.messages.afterDraw();
    this.#writer.copies.afterDraw();
    this.#writer.queue.afterDraw();
    if (this.#focusWanted) focusComposer(container);
    this.#focusWanted = false;
    this.#reader.history.afterDraw(container);
    this.#clockTick.onDrawn(this.#state, now());
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (fault) {
      this.#report(fault);
      this.#failed = true;
      this.#state = null;
      this.#container = undefined;
      showFault(this.#root, this.#boot.strings, () => this.#start());
    }
  }

  #report(fault: unknown): void {
    this.#channel.post({ type: 'reportError', message: describeFault(fault) });
  }
}

/** Milliseconds since the epoch by a clock that only goes forward. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

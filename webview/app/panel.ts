/** Connects the page: facts in, intents out, one render per frame. */

import { render } from 'lit';
import type { PageBoot } from '../../src/protocol/boot.ts';
import type { Fact } from '../../src/protocol/messages.ts';
import { announcement, attachedAnnouncement } from './screenReaderStatus.ts';
import { openChannel, type Channel } from '../state/channel.ts';
import { applyChatFont } from './chatFont.ts';
import { Composition } from '../composer/imeComposition.ts';
import { CopyOffers } from '../transcript/actions/copyOffers.ts';
import { describeFault, showFault } from './errorBoundary.ts';
import { Find } from '../find/find.ts';
import { unfolded } from '../transcript/answer/reasoningFolds.ts';
import { HistoryOverlay } from '../history/historyOverlay.ts';
import { focusComposer, listenToKeys } from './keyboard.ts';
import { hasMarkdown, paintedLate, paintFailed } from '../markdown/scripts.ts';
import { MessageActions } from '../transcript/actions/messageActions.ts';
import { listenToMessageKeys } from '../transcript/actions/messageKeys.ts';
import { createPageActions } from './pageActions.ts';
import { PageMemory } from '../state/savedState.ts';
import type { PageActions, UiState } from '../state/templateContext.ts';
import { panelView } from './panelView.ts';
import { isRunning } from '../state/isRunning.ts';
import { PromptHistory } from '../composer/promptHistory.ts';
import { QueueActions } from '../composer/queueActions.ts';
import { Reading } from '../scroll/scrollController.ts';
import { createScheduler } from './frameScheduler.ts';
import { Sending } from '../composer/submit.ts';
import { withStarter } from '../state/prefillState.ts';
import { foldFact, type PageState } from '../state/state.ts';
import { Ticking } from './clockTick.ts';
import { listenToClicks } from '../transcript/actions/transcriptClicks.ts';

/** A lost answer to `ready` or `resync` is asked for again after this, in milliseconds. */
const askAgainAfter = 2000;
const emptyUi: UiState = { folds: {}, draft: '', atEnd: true, find: null, status: '' };

/** The page; builds itself into `root` and asks the host for a snapshot. */
export class Panel {
  readonly #root: HTMLElement;
  readonly #boot: PageBoot;
  readonly #channel: Channel;
  readonly #scheduler = createScheduler(() => this.#draw());
  readonly #actions: PageActions;
  readonly #history: HistoryOverlay;
  readonly #composition = new Composition();
  readonly #reading: Reading;
  readonly #memory: PageMemory;
  readonly #find: Find;
  readonly #messages: MessageActions;
  readonly #copies: CopyOffers;
  readonly #queue: QueueActions;
  readonly #sending: Sending;
  readonly #prompts = new PromptHistory({
    draft: () => this.#ui.draft,
    setDraft: (draft) => this.#actions.setDraft(draft),
    ask: () => this.#channel.post({ type: 'recallPrompts' }),
  });
  readonly #ticking = new Ticking(() => this.#scheduler.request());
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
    this.#history = new HistoryOverlay({
      strings: boot.strings,
      post: (intent) => this.#channel.post(intent),
      redraw: () => this.#scheduler.request(),
      say: (status) => this.#setUi({ status }),
      focusElsewhere: () => focusComposer(this.#root),
    });
    this.#channel = openChannel((fact) => this.#guard(() => this.#onFact(fact)));
    this.#memory = new PageMemory(this.#channel, () => ({
      conversationId: this.#state?.conversation.id,
      ui: this.#ui,
      anchor: this.#reading.anchor(),
    }));
    this.#reading = new Reading({
      state: () => this.#state,
      post: (intent) => this.#channel.post(intent),
      atEnd: (atEnd, newBelow) => this.#setUi({ atEnd, newBelow }),
      moved: () => this.#memory.saveSoon(),
      takes: (turnId) => this.#find.takes(turnId),
    });
    this.#find = new Find({
      conversation: () => this.#state?.conversation,
      post: (intent) => this.#channel.post(intent),
      show: (find) => this.#setUi({ find }),
      unfold: (turnId) => this.#setUi({ folds: unfolded(this.#state, turnId, this.#ui.folds) }),
      readingAt: () => this.#reading.anchor()?.id.split('/')[0],
      leaveEnd: () => this.#reading.leaveEnd(),
      redraw: () => this.#scheduler.request(),
    });
    this.#messages = new MessageActions({
      strings: boot.strings,
      state: () => this.#state,
      ui: () => this.#ui,
      setUi: (change) => {
        this.#setUi(change);
        this.#memory.saveSoon();
      },
      post: (intent) => this.#channel.post(intent),
      root: () => this.#container,
      standAt: (anchor) => this.#reading.restore(anchor),
      jumpToEnd: () => this.#reading.jump(),
    });
    this.#sending = new Sending({
      strings: boot.strings,
      memory: this.#memory,
      state: () => this.#state,
      ui: () => this.#ui,
      put: (ui) => this.#put(ui),
      post: (intent) => this.#channel.post(intent),
      jumpToEnd: () => this.#reading.jump(),
    });
    this.#queue = new QueueActions({
      strings: boot.strings,
      state: () => this.#state,
      ui: () => this.#ui,
      setUi: (change) => this.#setUi(change),
      post: (intent) => this.#channel.post(intent),
      root: () => this.#container,
      saveDraft: () => this.#memory.save(),
    });
    this.#actions = createPageActions({
      strings: boot.strings,
      find: this.#find,
      memory: this.#memory,
      messages: this.#messages,
      prompts: this.#prompts,
      queue: this.#queue,
      reading: this.#reading,
      sending: this.#sending,
      state: () => this.#state,
      ui: () => this.#ui,
      put: (ui) => this.#put(ui),
      post: (intent) => this.#channel.post(intent),
      focusComposer: () => focusComposer(this.#root),
    });
    this.#copies = new CopyOffers(root, {
      strings: boot.strings,
      ui: () => this.#ui,
      setUi: (change) => this.#setUi(change),
      copy: (text) => {
        this.#channel.post({ type: 'copy', text });
        this.#setUi({ status: boot.strings.copied });
      },
      root: () => this.#container,
    });
    listenToMessageKeys(root, this.#messages);
    listenToClicks(root, {
      act: (action, of, button) => this.#messages.act(action, of, button),
      conversation: () => this.#state?.conversation,
      post: (intent) => this.#channel.post(intent),
      copy: (text, button) => this.#copies.copy(text, button),
    });
    // Find marks words in the nodes that were there before.
    root.addEventListener(paintedLate, () => this.#scheduler.request());
    listenToKeys(root, {
      running: () => this.#state !== null && isRunning({ state: this.#state }),
      covered: () => this.#history.isOpen,
      stop: () => this.#channel.post({ type: 'stop' }),
      newChat: () => this.#channel.post({ type: 'newChat' }),
      find: () => this.#find.open(),
      findNext: (step) => {
        this.#find.next(step);
        return this.#find.isOpen;
      },
      endFind: () => this.#find.end(),
    });
    window.addEventListener('error', (event) => this.#report(event.error ?? event.message));
    window.addEventListener(paintFailed, (event) => {
      if (event instanceof CustomEvent) this.#report(event.detail);
    });
    window.addEventListener('unhandledrejection', (event) => this.#report(event.reason));
    document.addEventListener('visibilitychange', () => this.#memory.save());
    window.addEventListener('pagehide', () => this.#memory.save());
    this.#start();
  }

  #start(): void {
    this.#failed = false;
    this.#memory.forget();
    this.#state = null;
    this.#ui = emptyUi;
    this.#reading.reset();
    this.#container = undefined;
    this.#history.close('stay');
    this.#askedAt = now();
    this.#channel.ready(this.#boot.build, this.#channel.load()?.anchor?.id.split('/')[0]);
  }

  #onFact(fact: Fact): void {
    if (this.#failed) return;
    const before = this.#state;
    const folded = foldFact(before, fact, now());
    if (folded === 'resync') return this.#resync();
    this.#reading.onFact(fact, before, folded);
    this.#messages.onFact(fact, before, folded);
    if (fact.type === 'snapshot') this.#onSnapshot(before, folded);
    if (fact.type === 'prompts') {
      this.#prompts.onPrompts(fact.prompts, this.#root.querySelector('textarea'));
    }
    if (fact.type === 'draft') this.#onDraft(fact, before);
    if (fact.type === 'focusComposer') this.#focusWanted = true;
    if (fact.type === 'focusComposer' || fact.type === 'focusFind') this.#history.close('stay');
    this.#state = folded;
    this.#find.onFact(fact, before?.conversation.id !== folded.conversation.id);
    if (fact.type === 'showHistory') this.#history.open();
    if (fact.type === 'history') this.#history.onTold(before?.history, folded.history);
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
    this.#memory.onDraftTold(state.draft);
    const { id } = state.conversation;
    if (before?.conversation.id === id) return;
    this.#queue.onOtherChat();
    this.#copies.onOtherChat();
    // Which chat this is must be known to VS Code also when nothing is done here before a reload.
    this.#memory.saveSoon();
    const restored = before === null ? this.#memory.restore(id) : undefined;
    this.#ui = { ...withStarter({ ...this.#ui, folds: {} }, undefined), ...restored?.ui };
    this.#ui = { ...this.#ui, draft: state.draft };
    this.#reading.restore(restored?.anchor);
  }

  /** A draft that was written elsewhere replaces what is here, unless that is newer. */
  #onDraft(fact: Extract<Fact, { type: 'draft' }>, before: PageState | null): void {
    const said = attachedAnnouncement(before?.context ?? [], fact.context, this.#boot.strings);
    if (said !== undefined) this.#ui = { ...this.#ui, status: said };
    if (fact.text === undefined || this.#memory.isDraftUntold(this.#ui.draft)) return;
    this.#memory.onDraftTold(fact.text);
    this.#ui = { ...this.#ui, draft: fact.text };
  }

  #draw(): void {
    this.#guard(() => {
      if (this.#state === null) return;
      // An empty chat is drawn at once; messages need the renderer, which is on its way.
      const { activeLeaf } = this.#state.conversation;
      if (activeLeaf !== null && !hasMarkdown(() => this.#scheduler.request())) return;
      const context = {
        strings: this.#boot.strings,
        state: this.#state,
        ui: this.#ui,
        now: now(),
        actions: this.#actions,
        history: this.#history,
        composition: this.#composition,
      };
      this.#reading.beforeDraw();
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
    this.#reading.afterDraw(container, rewrapped);
    this.#find.afterDraw(container);
    this.#messages.afterDraw();
    this.#copies.afterDraw();
    this.#queue.afterDraw();
    if (this.#focusWanted) focusComposer(container);
    this.#focusWanted = false;
    this.#history.afterDraw(container);
    this.#ticking.onDrawn(this.#state, now());
  }

  #setUi(change: Partial<UiState>): void {
    this.#put({ ...this.#ui, ...change });
  }

  #put(ui: UiState): void {
    this.#ui = ui;
    this.#scheduler.request();
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

/** The page's end of `postMessage` and its saved state; the only user of VS Code's webview API. */

import type { EditState } from './templateContext.ts';
import { protocolVersion, type Fact, type Intent } from '../../src/protocol/messages.ts';

/** What survives when VS Code throws the page away: never conversation text but the draft. */
export interface PersistedState {
  readonly conversationId: string;
  readonly draft: string;
  /** What the next answer is to begin with. */
  readonly starter?: string;
  /** Reasoning that the user opened or closed by hand. */
  readonly folds: Readonly<Record<string, boolean>>;
  /** An earlier question that is being changed. */
  readonly edit?: EditState;
  /** The article at the top edge and how far above the edge it begins; none when at the end. */
  readonly anchor?: { readonly id: string; readonly block?: number; readonly offset: number };
}

/** Sends intents, hands over facts, keeps the saved state. */
export interface Channel {
  post(intent: Intent): void;
  /** `at` is the turn that the reader was at. */
  ready(build: string, at?: string): void;
  load(): PersistedState | undefined;
  save(state: PersistedState): void;
}

const factTypes = {
  snapshot: true,
  events: true,
  panel: true,
  earlier: true,
  later: true,
  found: true,
  receipts: true,
  prompts: true,
  focusFind: true,
  draft: true,
  focusComposer: true,
  showHistory: true,
  history: true,
  estimates: true,
} satisfies Record<Fact['type'], true>;

/** Opens the channel; `onFact` gets every message of the host in order. */
export function openChannel(onFact: (fact: Fact) => void): Channel {
  const api = acquireVsCodeApi<PersistedState>();
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (isFact(event.data)) onFact(event.data);
  });
  return {
    post: (intent) => api.postMessage(intent),
    ready: (build, at) =>
      api.postMessage({
        type: 'ready',
        protocol: protocolVersion,
        build,
        ...(at === undefined ? {} : { at }),
      } satisfies Intent),
    load: () => api.getState(),
    save: (state) => void api.setState(state),
  };
}

function isFact(data: unknown): data is Fact {
  return (
    typeof data === 'object' &&
    data !== null &&
    'type' in data &&
    'revision' in data &&
    typeof data.revision === 'number' &&
    typeof data.type === 'string' &&
    Object.hasOwn(factTypes, data.type)
  );
}

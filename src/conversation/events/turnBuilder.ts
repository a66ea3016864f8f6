/** Folds one turn; the cost of an event does not depend on the turn's size. */

import type { ConversationEvent, PartAppended } from './events.ts';
import type { Part, PartId, RequestRecord, SpentRequest, Turn, TurnId } from '../model.ts';
import { PartBuilder } from './partBuilder.ts';
import { toSummary, useSummary } from '../turnSummary.ts';

type Event<Type extends ConversationEvent['type']> = Extract<ConversationEvent, { type: Type }>;
type AnswerEvent = Event<
  | 'requestSent'
  | 'responseStarted'
  | 'partAppended'
  | 'toolCallRequested'
  | 'toolCallResolved'
  | 'logprobsReported'
  | 'usageReported'
>;
type MarkEvent = Event<
  'turnHidden' | 'turnExcluded' | 'contextExcluded' | 'turnsSummarised' | 'summaryUsed'
>;

/** A turn under construction. `build` returns the same value if nothing changed; do not fold events afterwards. */
export class TurnBuilder {
  /** The turn, except for what the fields below hold. */
  #turn: Turn;
  #parts: (Part | PartBuilder)[] | undefined;
  #partsChanged = false;
  #byId: Map<PartId, number> | undefined;
  #spent: SpentRequest[] | undefined;
  #context: ReadonlySet<string> | undefined;
  #excludedContext: Set<string> | undefined;
  #contextChanged = false;

  constructor(turn: Turn) {
    this.#turn = turn;
  }

  get id(): TurnId {
    return this.#turn.id;
  }

  get partCount(): number {
    return this.#parts?.length ?? this.#turn.parts.length;
  }

  /** Current text length of a part; 0 for an unknown part. */
  lengthOf(id: PartId): number {
    const part = this.#find(id);
    if (part instanceof PartBuilder) return part.length;
    return part === undefined || part.kind === 'toolCall' ? 0 : part.text.length;
  }

  /** Length of the text that the turn started with. */
  get openingLength(): number {
    let length = 0;
    for (const part of this.#turn.parts) if (part.kind !== 'toolCall') length += part.text.length;
    return length;
  }

  build(): Turn {
    if (this.#parts !== undefined && this.#partsChanged) {
      const parts = this.#parts.map((part) => (part instanceof PartBuilder ? part.build() : part));
      this.#turn = { ...this.#turn, parts };
    }
    if (this.#spent !== undefined) this.#turn = { ...this.#turn, spent: this.#spent };
    if (this.#excludedContext !== undefined && this.#contextChanged) {
      this.#turn = { ...this.#turn, excludedContext: [...this.#excludedContext] };
    }
    return this.#turn;
  }

  /** Folds an event of the answer. */
  addToAnswer(event: AnswerEvent): void {
    switch (event.type) {
      case 'requestSent':
        this.#sendRequest(event.request);
        break;
      case 'responseStarted': {
        const { responseId, traceId } = event;
        this.#set({
          ...(responseId === undefined ? {} : { responseId }),
          ...(traceId === undefined ? {} : { traceId }),
        });
        break;
      }
      case 'partAppended':
        this.#appendText(event);
        break;
      case 'toolCallRequested': {
        const { partId: id, callId, name, arguments: args, at: startedAt } = event;
        if (this.#find(id) !== undefined) break;
        this.#add({ kind: 'toolCall', id, callId, name, arguments: args, startedAt });
        break;
      }
      case 'toolCallResolved':
        this.#change(event.partId, (part) => part.resolve(event.result));
        break;
      case 'logprobsReported':
        this.#change(event.partId, (part) => part.addTokens(event));
        break;
      case 'usageReported': {
        const { usage, timing } = event;
        this.#set({ usage, ...(timing === undefined ? {} : { timing }) });
      }
    }
  }

  /** Folds an event that does not change the turn's answer. */
  mark(event: MarkEvent): void {
    const { hidden = false, excluded = false } = this.#turn;
    switch (event.type) {
      case 'turnHidden':
        if (hidden !== event.hidden) this.#set({ hidden: event.hidden });
        break;
      case 'turnExcluded':
        if (excluded !== event.excluded) this.#set({ excluded: event.excluded });
        break;
      case 'turnsSummarised':
        this.#set({ summary: toSummary(event) });
        break;
      case 'summaryUsed':
        this.#turn = useSummary(this.#turn, event.used);
        break;
      case 'contextExcluded':
        this.#excludeContext(event.contextId, event.excluded);
    }
  }

  end({ at, status, finishReason, error }: Omit<Event<'turnEnded'>, 'type' | 'turnId'>): void {
    this.#set({
      status,
      endedAt: at,
      ...(finishReason === undefined ? {} : { finishReason }),
      ...(error === undefined ? {} : { error }),
    });
  }

  #set(fields: Partial<Turn>): void {
    this.#turn = { ...this.#turn, ...fields };
  }

  /** Keeps the usage of an earlier request separately; its response metadata is dropped. */
  #sendRequest(request: RequestRecord): void {
    const turn: { -readonly [Key in keyof Turn]: Turn[Key] } = { ...this.#turn, request };
    const { usage } = turn;
    delete turn.usage;
    delete turn.timing;
    delete turn.responseId;
    delete turn.traceId;
    if (usage !== undefined && this.#turn.request !== undefined) {
      this.#spent ??= [...(turn.spent ?? [])];
      this.#spent.push({ request: this.#turn.request, usage });
    }
    this.#turn = turn;
  }

  #appendText(event: PartAppended): void {
    const { kind, partId: id, text, at: startedAt, field } = event;
    if (this.#find(id) !== undefined) this.#change(id, (part) => part.append(event));
    else if (event.offset === 0 && text !== '') {
      this.#add({ kind, id, text, startedAt, ...(field === undefined ? {} : { field }) });
    }
  }

  #excludeContext(contextId: string, excluded: boolean): void {
    this.#context ??= new Set(this.#turn.user.context.map(({ id }) => id));
    const now = (this.#excludedContext ??= new Set(this.#turn.excludedContext));
    if (!this.#context.has(contextId) || now.has(contextId) === excluded) return;
    if (excluded) now.add(contextId);
    else now.delete(contextId);
    this.#contextChanged = true;
  }

  #find(id: PartId): Part | PartBuilder | undefined {
    const index = this.#indexOf(id);
    return index === undefined ? undefined : (this.#parts ?? this.#turn.parts)[index];
  }

  #indexOf(id: PartId): number | undefined {
    this.#byId ??= new Map(this.#turn.parts.map((part, index) => [part.id, index]));
    return this.#byId.get(id);
  }

  #add(part: Part): void {
    this.#indexOf(part.id);
    this.#parts ??= [...this.#turn.parts];
    this.#byId?.set(part.id, this.#parts.length);
    this.#parts.push(part);
    this.#partsChanged = true;
  }

  /** Updates a part if it exists and something changes. */
  #change(id: PartId, change: (part: PartBuilder) => boolean): void {
    const index = this.#indexOf(id);
    const known = this.#find(id);
    if (index === undefined || known === undefined) return;
    const part = known instanceof PartBuilder ? known : new PartBuilder(known);
    this.#parts ??= [...this.#turn.parts];
    this.#parts[index] = part;
    if (change(part)) this.#partsChanged = true;
  }
}

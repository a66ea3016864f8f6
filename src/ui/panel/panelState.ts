/** Builds the state that a page shows besides the conversation. */

import * as vscode from 'vscode';
import type { TurnActivity } from '../../chat/turn/turnActivity.ts';
import type { ChatSession } from '../../chat/session/chatSession.ts';
import { modelIds } from '../../chat/request/modelNotes.ts';
import type { NextRequest, RequestPlanner } from '../../chat/request/requestPlanner.ts';
import type { Conversation } from '../../conversation/model.ts';
import type { Clock } from '../../platform/ports.ts';
import type { Settings } from '../../platform/settings/settings.ts';
import { readChatFont } from './chatFont.ts';
import { elsewhereNotice } from '../notices/otherWindowNotice.ts';
import type { ChatItem } from '../../protocol/history.ts';
import type { Activity, Notice, PanelState } from '../../protocol/messages.ts';
import { modelNoteTexts } from '../models/modelNotes.ts';
import { toPanelParameters } from '../models/parameterSheetState.ts';

/** What the panel state is made of. */
export interface PanelSources {
  readonly planner: RequestPlanner;
  readonly settings: () => Settings;
  readonly clock: Clock;
  readonly key: () => PanelState['key'];
  readonly notices: () => readonly Notice[];
  /** How it stands with the chat's summary. */
  readonly summary: (session: ChatSession) => readonly Notice[];
  readonly recents: () => readonly ChatItem[];
  /** A line where the spend limit cannot act on this request. */
  readonly limit: (next: NextRequest | undefined) => Notice | undefined;
  readonly spent: (conversation: Conversation) => readonly string[] | undefined;
}

/** The panel state of a conversation at this moment. */
export function toPanelState(session: ChatSession, sources: PanelSources): PanelState {
  const settings = sources.settings();
  const own = session.conversation.settings;
  const next = sources.planner.next(own);
  const fixed = next === undefined ? undefined : whyThinkingIsFixed(next);
  const spent = sources.spent(session.conversation);
  const limit = sources.limit(next);
  return {
    key: sources.key(),
    host: next?.base.host ?? settings.baseUrl,
    model: next?.choice.model ?? settings.model,
    models: modelIds(next),
    ...(next?.listing === undefined ? {} : { modelListing: next.listing }),
    modelNotes: modelNoteTexts(next),
    thinking: own.thinking ?? settings.thinking,
    effort: own.reasoningEffort ?? settings.reasoningEffort,
    thinkingByDefault: next?.profile.profile === 'official',
    sendsEffort: next?.choice.reasoningEffort !== undefined || next?.profile.profile === 'official',
    ...(fixed === undefined ? {} : { thinkingFixed: fixed }),
    parameters: toPanelParameters(session, settings, next),
    prefix: next?.prefix ?? 'none',
    ...(next?.prefix === 'none' ? { starterFixed: whyNoStarter(next) } : {}),
    sendWith: settings.sendWith,
    font: readChatFont(),
    activity: session.activity === null ? null : toActivity(session.activity, sources.clock),
    ...(session.queue.held === undefined ? {} : { queueHeld: session.queue.held }),
    ...(session.readOnly || session.elsewhere ? { onlyShown: true } : {}),
    ...(spent === undefined ? {} : { spent }),
    notices: [
      ...sources.notices(),
      ...ownNotices(session),
      ...sources.summary(session),
      ...(limit ? [limit] : []),
    ],
    ...(session.conversation.activeLeaf === null ? { recents: sources.recents() } : {}),
  };
}

/** Lines about this chat only. */
function ownNotices(session: ChatSession): readonly Notice[] {
  if (session.readOnly) return [{ id: 'readOnly', text: readOnlyText() }];
  return session.elsewhere ? [elsewhereNotice(session)] : [];
}

function readOnlyText(): string {
  return vscode.l10n.t(
    'This chat was written by a newer version of DeepSeek Chat. It can be read here, but not continued.',
  );
}

function whyThinkingIsFixed(next: NextRequest): string | undefined {
  const fixedBy = next.choice.thinkingFixedBy;
  if (fixedBy === 'model') {
    return vscode.l10n.t('The model {0} decides whether it thinks.', next.choice.model);
  }
  return fixedBy === 'server'
    ? vscode.l10n.t('{0} has no known switch for thinking.', next.base.host)
    : undefined;
}

function whyNoStarter(next: NextRequest): string {
  return vscode.l10n.t('{0} has no known way to begin an answer for the model.', next.base.host);
}

function toActivity(activity: TurnActivity, clock: Clock): Activity {
  const now = clock.monotonic();
  switch (activity.kind) {
    case 'streaming':
      return activity;
    case 'waiting':
      return 'running' in activity
        ? activity
        : { ...activity, until: Math.round(clock.now() + activity.until - now) };
    case 'retrying':
      return {
        kind: 'retrying',
        inMs: Math.max(0, activity.until - now),
        attempt: activity.attempt,
        reason: activity.reason,
      };
    case 'queued':
    case 'sending':
    case 'stalled':
      return { kind: activity.kind, elapsedMs: now - activity.since };
  }
}

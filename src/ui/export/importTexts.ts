/** Explains why a file was not imported: what is wrong, where, and which limit it exceeds. */

import * as vscode from 'vscode';
import type { FieldFault } from '../../conversation/events/fieldKinds.ts';
import type {
  ImportLimit,
  ImportProblem,
  ImportRefusal,
} from '../../conversation/export/importProblem.ts';
import { importLimits } from '../../conversation/limits.ts';

/** A sentence or two. */
export function describeRefusal({ problem, detail }: ImportRefusal): string {
  const { where, found = '' } = problem;
  const title = detail.title === undefined ? '' : `"${detail.title}"`;
  const places = [title, where, detail.field ?? ''].filter((part) => part !== '');
  const place = places.length === 0 ? '' : ` (${places.join(', ')})`;
  const texts: Record<ImportProblem['kind'], () => string> = {
    notText: () => vscode.l10n.t('It is not text in UTF-8 or UTF-16.'),
    notJson: () => vscode.l10n.t('It is not JSON{0}.', place),
    tooDeep: () => vscode.l10n.t('It is nested more than {0} levels deep.', importLimits.depth),
    notAChat: () => vscode.l10n.t('It is no chat that was exported as JSON{0}.', place),
    newerVersion: () =>
      vscode.l10n.t('It has the format version {0}, which is not known here.', found),
    unknownEvent: () =>
      vscode.l10n.t('It has an event that is not known here: "{0}"{1}.', found, place),
    badEvent: () => {
      const bad = vscode.l10n.t('A part of it is not as it should be: {0}{1}.', found, place);
      return detail.fault === undefined ? bad : `${bad} ${faultText(detail.fault)}`;
    },
    empty: () => vscode.l10n.t('There is nothing in it.'),
    tooMany: () => limitText(detail.limit ?? 'file', place),
    tooMuchMemory: () => vscode.l10n.t('Reading it takes more memory than there is for it.'),
    crashed: () => vscode.l10n.t('It could not be read. The log has details.'),
  };
  return texts[problem.kind]();
}

function faultText(fault: FieldFault): string {
  const texts: Record<FieldFault, string> = {
    missing: vscode.l10n.t('The field is missing.'),
    type: vscode.l10n.t('The field holds a value of another kind.'),
    word: vscode.l10n.t('The value is none of those that are possible.'),
    range: vscode.l10n.t('The number is out of range.'),
    length: vscode.l10n.t('The text is too long.'),
    id: vscode.l10n.t('The value is not an id.'),
    origin: vscode.l10n.t('The value is not the origin of an HTTP address.'),
    path: vscode.l10n.t('The value is not a path on its server.'),
    header: vscode.l10n.t('The value is not the name of a header.'),
  };
  return texts[fault];
}

function limitText(limit: ImportLimit, place: string): string {
  const max = importLimits[limit];
  const megabytes = max / 1024 / 1024;
  const texts: Record<ImportLimit, string> = {
    file: vscode.l10n.t('It is larger than {0} MB.', megabytes),
    chats: vscode.l10n.t('It has more than {0} chats.', max),
    events: vscode.l10n.t('It has more than {0} events.', max),
    turns: vscode.l10n.t('A chat has more than {0} turns{1}.', max, place),
    siblings: vscode.l10n.t('More than {0} turns follow the same turn{1}.', max, place),
    parts: vscode.l10n.t('An answer has more than {0} parts{1}.', max, place),
    pieces: vscode.l10n.t('More than {0} pieces are attached to a message{1}.', max, place),
    continuedParts: vscode.l10n.t(
      'Answers that continue others repeat more than {0} parts of them{1}.',
      max,
      place,
    ),
    continuedText: vscode.l10n.t(
      'Answers that continue others repeat more than {0} million characters of them{1}.',
      megabytes,
      place,
    ),
    lostText: vscode.l10n.t('More than {0} characters of a chat are missing{1}.', max, place),
    text: vscode.l10n.t('A text has more than {0} characters{1}.', max, place),
    name: vscode.l10n.t('A name has more than {0} characters{1}.', max, place),
  };
  return texts[limit];
}

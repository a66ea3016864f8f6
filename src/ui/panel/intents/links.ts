/** Opens links of answers in the browser. */

import * as vscode from 'vscode';
import { toOpenableLink } from './openableLink.ts';

/** Opens a link of an answer outside, if its scheme is harmless. */
export async function openLink(href: string): Promise<void> {
  const url = toOpenableLink(href);
  if (url !== undefined) await vscode.env.openExternal(vscode.Uri.parse(url, true));
}

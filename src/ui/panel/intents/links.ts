/** Opens links of answers in the browser. */

import * as vscode from 'vscode';
import { toOpenableLink } from './openableLink.ts';

/** Opens a link of an answer outside, if its scheme is harmless. */
export async function openLink(href: string): Promise<void> {
  const url = toOpenableLink(href);
  if (url !== undefined) await vscode.env.openExternal(asWritten(url));
}

/** VS Code takes an address as text too and keeps it as it is; a `Uri` decodes `%23`, `%2F` and the like for good. */
function asWritten(url: string): vscode.Uri {
  return url as unknown as vscode.Uri;
}

/** The extension's log channel; every line is redacted before it is written. */

import * as vscode from 'vscode';
import type { Disposable } from './platform/disposable.ts';
import type { Logger } from './platform/ports.ts';

/** A logger that a person can open. */
export interface Log extends Logger, Disposable {
  show(): void;
}

/** Makes the output channel "DeepSeek Chat". */
export function createLog(redact: (text: string) => string): Log {
  const channel = vscode.window.createOutputChannel('DeepSeek Chat', { log: true });
  return {
    info: (message) => channel.info(redact(message)),
    warn: (message) => channel.warn(redact(message)),
    error: (message) => channel.error(redact(message)),
    show: () => channel.show(),
    dispose: () => channel.dispose(),
  };
}

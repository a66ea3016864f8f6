/** Tells which files are loaded until a chat stands in the panel: `node scripts/checks/firstLoadChild.ts`, after a build. */

import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { protocolVersion } from '../../src/protocol/messages.ts';
import { root } from '../../test/host/paths.ts';
import {
  createAnything,
  createContext,
  createVscodeStub,
  installVscode,
} from '../../test/host/vscodeStub.ts';

interface Provider {
  resolveWebviewView(view: unknown, state: unknown, token: unknown): Promise<void>;
}

let provider: Provider | undefined;
const stub = createVscodeStub() as Record<string, unknown>;
stub['window'] = createAnything({
  registerWebviewViewProvider: (_: string, given: Provider) => {
    provider = given;
    return { dispose: () => undefined };
  },
});
installVscode(stub);

const require = createRequire(import.meta.url);
const storage = mkdtempSync(join(tmpdir(), 'first-load-'));
try {
  const extension = require(join(root, 'dist', 'extension.cjs')) as {
    activate(context: unknown): void;
  };
  extension.activate(createContext(storage));
  const shown = Promise.withResolvers<readonly string[]>();
  let say: ((message: unknown) => void) | undefined;
  let html = '';
  const webview = createAnything({
    cspSource: 'vscode-resource:',
    asWebviewUri: (uri: unknown) => uri,
    onDidReceiveMessage: (callback: (message: unknown) => void) => {
      say = callback;
      return { dispose: () => undefined };
    },
    postMessage: (message: { readonly type: string }) => {
      const files = Object.keys(require.cache).filter((file) => file.endsWith('.cjs'));
      if (message.type === 'snapshot') shown.resolve(files.map((file) => basename(file)));
      return Promise.resolve(true);
    },
  });
  const settable = new Proxy(webview as object, {
    set(_, name, value) {
      if (name === 'html') html = String(value);
      return true;
    },
  });
  await provider?.resolveWebviewView(createAnything({ webview: settable, visible: true }), {}, {});
  // What the page of this build would say first.
  const build = /&quot;build&quot;:&quot;(\w+)/.exec(html)?.[1];
  say?.({ type: 'ready', protocol: protocolVersion, build });
  process.stdout.write(JSON.stringify(await shown.promise));
} finally {
  rmSync(storage, { recursive: true, force: true });
}
process.exit(0);

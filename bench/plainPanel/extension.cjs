// The least that a chat panel can be: one fetch, one message a frame, no storage.
const vscode = require('vscode');
const { randomBytes } = require('node:crypto');

const frameMs = 16;
const messages = [];

exports.activate = (context) => {
  const provider = {
    resolveWebviewView({ webview }) {
      const nonce = randomBytes(16).toString('hex');
      const script = webview.asWebviewUri(vscode.Uri.joinPath(context.extensionUri, 'page.mjs'));
      webview.options = { enableScripts: true };
      webview.html = `<!doctype html><html><head><meta http-equiv="Content-Security-Policy"
        content="default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'">
        <style nonce="${nonce}">
          body { display: flex; flex-direction: column; height: 100vh; margin: 0; padding: 0 }
          #log { flex: 1; overflow-y: auto; white-space: pre-wrap }
        </style></head>
        <body><div id="root"></div><div id="log"></div><textarea rows="3" placeholder="Message"></textarea>
        <script nonce="${nonce}" type="module" src="${script}"></script></body></html>`;
      webview.onDidReceiveMessage(({ text }) => void answer(webview, text));
    },
  };
  context.subscriptions.push(vscode.window.registerWebviewViewProvider('plain.chat', provider));
};

async function answer(webview, text) {
  messages.push({ role: 'user', content: text });
  const base = vscode.workspace.getConfiguration('plain').get('baseUrl');
  const response = await fetch(`${base}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'deepseek-flash', messages, stream: true }),
  });
  const decoder = new TextDecoder();
  let rest = '';
  let waiting = '';
  let whole = '';
  let timer = undefined;
  const flush = () => {
    timer = undefined;
    webview.postMessage({ delta: waiting });
    waiting = '';
  };
  for await (const bytes of response.body) {
    rest += decoder.decode(bytes, { stream: true });
    const events = rest.split('\n\n');
    rest = events.pop();
    for (const event of events) {
      if (!event.startsWith('data: {')) continue;
      const delta = JSON.parse(event.slice(6)).choices[0]?.delta.content ?? '';
      whole += delta;
      waiting += delta;
      timer ??= setTimeout(flush, frameMs);
    }
  }
  messages.push({ role: 'assistant', content: whole });
}

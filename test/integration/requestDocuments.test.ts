import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { emptyConversation } from '../../src/conversation/events/reduce.ts';
import { readSettings } from '../../src/settings.ts';
import { RequestDocuments } from '../../src/ui/request/requestDocuments.ts';
import { requestScheme, toRequestQuery } from '../../src/ui/request/shownRequest.ts';

const uris = [
  `${requestScheme}:/x?notjson`,
  `${requestScheme}:/x`,
  `${requestScheme}:/%`,
  `${requestScheme}:/x?%`,
  `${requestScheme}:/x?%E0%A4%A`,
  `${requestScheme}:/x?null`,
  `${requestScheme}:/x?[1,2]`,
  `${requestScheme}:/x?{"chat":{},"turnId":[]}`,
  `${requestScheme}:/x?{"chat":"../x","turnId":"t"}`,
  `${requestScheme}:/x?${'x'.repeat(100_000)}`,
].map((text) => vscode.Uri.parse(text));

describe('a document of a request that is none', () => {
  let documents: RequestDocuments;
  let provider: vscode.Disposable;
  const asked: string[] = [];
  before(() => {
    documents = new RequestDocuments({
      find(id) {
        asked.push(id);
        if (id === 'broken') return Promise.reject(new Error('EIO'));
        return Promise.resolve({ ...emptyConversation, id });
      },
      settings: readSettings,
      redaction: () => Promise.resolve({ text: (text) => text, values: (value) => value }),
      onChange: () => undefined,
    });
    provider = vscode.workspace.registerTextDocumentContentProvider(requestScheme, {
      provideTextDocumentContent: (uri: vscode.Uri): Promise<string> => documents.textOf(uri),
    });
  });
  after(() => void provider.dispose());

  // Fault V13
  it('says so, keeps no turn from going on, and looks for no chat', async () => {
    for (const uri of uris) {
      const document = await vscode.workspace.openTextDocument(uri);
      assert.match(document.getText(), /no longer stored/, uri.toString());
    }
    documents.update('c', [{ type: 'turnEnded', turnId: 't', at: 1, status: 'complete' }]);
    assert.deepEqual(asked, []);
  });

  // Fault V13
  it('says that its chat cannot be read', async () => {
    const query = toRequestQuery({ chat: 'broken', turnId: 't' });
    const uri = vscode.Uri.from({ scheme: requestScheme, path: '/x', query });
    const document = await vscode.workspace.openTextDocument(uri);
    assert.match(document.getText(), /could not be read/);
  });
});

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { ContextItem } from '../../src/conversation/model.ts';
import { askSelection } from '../../src/editor/context/askSelection.ts';
import { until } from '../../scripts/host/until.ts';
import { documentPath } from '../../src/editor/context/documentPath.ts';

/** Runs the command's own code on the active editor; the chat's side is only recorded. */
async function attached(): Promise<readonly ContextItem[]> {
  const items: ContextItem[] = [];
  let count = 0;
  const target = {
    attach: (added: readonly ContextItem[]) => {
      items.push(...added);
      return Promise.resolve('added' as const);
    },
  };
  await askSelection(target, () => `id-${String((count += 1))}`);
  return items;
}

async function show(document: vscode.TextDocument, ...selections: readonly number[][]) {
  await vscode.window.showTextDocument(document);
  // VS Code may hand back the editor of the document that was shown before, until it has reported the new one.
  const editor = await until(
    () => {
      const active = vscode.window.activeTextEditor;
      return active?.document === document && active;
    },
    { what: 'the editor' },
  );
  const wanted = selections.map(
    ([startLine = 0, start = 0, endLine = 0, end = 0]) =>
      new vscode.Selection(startLine, start, endLine, end),
  );
  // VS Code may still report the selection of the new editor, which takes the place of one that is set before.
  const shown = new Promise<void>((resolve) => {
    const listener = vscode.window.onDidChangeTextEditorSelection((event) => {
      if (event.textEditor !== editor) return;
      if (!wanted.every((selection, nth) => event.selections[nth]?.isEqual(selection))) return;
      listener.dispose();
      resolve();
    });
  });
  editor.selections = wanted;
  await shown;
}

let untitledCount = 0;

/** A document that was never saved. */
async function untitled(content: string, language = 'python'): Promise<vscode.TextDocument> {
  untitledCount += 1;
  // Under the name of an earlier document VS Code may bring back what it has backed up of that one.
  const path = `Untitled-${100 + untitledCount}`;
  const uri = vscode.Uri.from({ scheme: 'untitled', path });
  const document = await vscode.workspace.openTextDocument(uri);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(uri, new vscode.Position(0, 0), content);
  assert.ok(await vscode.workspace.applyEdit(edit));
  return await vscode.languages.setTextDocumentLanguage(document, language);
}

const reported = (items: readonly ContextItem[]) =>
  items.map(({ path, startLine, endLine, text }) => [path, startLine, endLine, text]);

describe('Ask About Selection in a real editor', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('names a file of the workspace by its relative path', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const file = vscode.Uri.joinPath(folder, 'deep', 'er.ts');
    await vscode.workspace.fs.writeFile(file, Buffer.from('one\ntwo\nthree\n'));
    await show(await vscode.workspace.openTextDocument(file), [0, 1, 1, 2]);
    assert.deepEqual(reported(await attached()), [['deep/er.ts', 1, 2, 'ne\ntw']]);
  });

  it('names a file outside by its name alone', async () => {
    const license = vscode.Uri.file(join(vscode.env.appRoot, 'product.json'));
    await show(await vscode.workspace.openTextDocument(license), [0, 0, 0, 1]);
    assert.deepEqual(reported(await attached()), [['product.json', 1, 1, '{']]);
  });

  it('takes a document that was never saved, and each of several selections', async () => {
    const document = await untitled('a = 1\nb = 2\nc = 3\n');
    await show(document, [2, 0, 2, 5], [0, 0, 1, 0]);
    const items = await attached();
    assert.match(items[0]!.path, /^Untitled-\d+$/);
    assert.equal(items[0]!.language, 'python');
    assert.deepEqual(
      reported(items).map(([, ...rest]) => rest),
      [
        [1, 1, 'a = 1\n'],
        [3, 3, 'c = 3'],
      ],
    );
  });

  it('takes a document that another extension provides', async () => {
    const provider = vscode.workspace.registerTextDocumentContentProvider('made-up', {
      provideTextDocumentContent: () => 'virtual',
    });
    const uri = vscode.Uri.parse('made-up:/some/where/note.txt');
    await show(await vscode.workspace.openTextDocument(uri), [0, 0, 0, 7]);
    assert.deepEqual(reported(await attached()), [['note.txt', 1, 1, 'virtual']]);
    provider.dispose();
  });

  it('names a cell of a notebook by its number', async () => {
    const cells = ['first', 'second'].map(
      (text) => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, 'python'),
    );
    const notebook = await vscode.workspace.openNotebookDocument(
      'jupyter-notebook',
      new vscode.NotebookData(cells),
    );
    await show(notebook.cellAt(1).document, [0, 0, 0, 6]);
    const [item] = await attached();
    assert.match(item!.path, / \(cell 2\)$/);
    assert.equal(item!.text, 'second');
  });

  it('names the old side of a diff as what was before, and the new side as the file', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const file = vscode.Uri.joinPath(folder, 'deep', 'diff.ts');
    await vscode.workspace.fs.writeFile(file, Buffer.from('new\n'));
    const old = file.with({ scheme: 'made-up' });
    const provider = vscode.workspace.registerTextDocumentContentProvider('made-up', {
      provideTextDocumentContent: () => 'old',
    });
    await vscode.commands.executeCommand('vscode.diff', old, file, 'diff');
    const pathOf = (side: vscode.Uri) => {
      const editor = vscode.window.visibleTextEditors.find(
        ({ document }) => document.uri.toString() === side.toString(),
      );
      assert.ok(editor);
      return documentPath(editor.document.uri);
    };
    assert.equal(pathOf(old), 'deep/diff.ts (before)');
    assert.equal(pathOf(file), 'deep/diff.ts');
    provider.dispose();
  });

  it('takes the line of the caret where nothing is selected, and nothing from an empty one', async () => {
    const document = await untitled('a = 1\n\n');
    await show(document, [0, 3, 0, 3]);
    assert.deepEqual(
      (await attached()).map(({ text }) => text),
      ['a = 1'],
    );
    await show(document, [1, 0, 1, 0]);
    assert.deepEqual(await attached(), []);
  });

  it('refuses more than a message can hold', async () => {
    const document = await untitled(`${'x'.repeat(300 * 1024)}\ny`);
    await show(document, [0, 0, 1, 1]);
    assert.deepEqual(await attached(), []);
  });

  it('keeps what was selected when the document changes afterwards', async () => {
    const document = await untitled('before');
    await show(document, [0, 0, 0, 6]);
    const items = await attached();
    await vscode.window.activeTextEditor!.edit((edit) =>
      edit.replace(new vscode.Range(0, 0, 0, 6), 'after'),
    );
    assert.equal(items[0]!.text, 'before');
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import ts from 'typescript';
import { findCycles } from '../../../scripts/checks/cycles.ts';
import {
  bareNamesIn,
  foldersByRoom,
  pathsIn,
  relativeLinks,
} from '../../../scripts/checks/documents.ts';
import {
  commandTableProblems,
  type Features,
  readmeTableProblems,
  settingTableProblems,
} from '../../../scripts/checks/featureTables.ts';
import {
  bundleProblems,
  translatableTexts,
  untranslatedTexts,
} from '../../../scripts/checks/l10n.ts';
import { type Links, linkProblems } from '../../../scripts/checks/links.ts';
import {
  commandProblems,
  type Manifest,
  restrictionProblems,
  settingProblems,
} from '../../../scripts/checks/manifest.ts';
import { fileProblems, folderProblems } from '../../../scripts/checks/repository.ts';
import { templateProblems, wordsOf } from '../../../scripts/checks/templates.ts';
import { contentProblems, countedBytes, listingProblems } from '../../../scripts/checks/vsix.ts';
import { settingTable } from '../../../src/platform/settings/settings.ts';

const toSource = (text: string): ts.SourceFile =>
  ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest, true);

const manifest: Manifest = {
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: ['deepseek.baseUrl'] } },
  contributes: {
    commands: [{ command: 'deepseek.stop' }],
    menus: { 'view/title': [{ command: 'deepseek.stop' }] },
    configuration: {
      properties: {
        'deepseek.baseUrl': {
          type: 'string',
          default: 'https://api.deepseek.com',
          scope: 'application',
          order: 1,
          markdownDescription: '%setting.baseUrl%',
        },
        'deepseek.topP': {
          type: ['number', 'null'],
          exclusiveMinimum: 0,
          maximum: 1,
          default: null,
          scope: 'window',
          markdownDescription: '%setting.topP%',
        },
      },
    },
  },
};

const { baseUrl, topP } = settingTable;

describe('manifest check', () => {
  it('accepts a manifest that matches the code', () => {
    assert.deepEqual(commandProblems(manifest, ['stop']), []);
    assert.deepEqual(settingProblems(manifest, { baseUrl, topP }), []);
    assert.deepEqual(restrictionProblems(manifest, { baseUrl, topP }), []);
  });

  it('reports commands that exist on one side only', () => {
    assert.deepEqual(commandProblems(manifest, ['start']), [
      'deepseek.stop is contributed and not in commandIds',
      'deepseek.start is in commandIds and not contributed',
    ]);
    assert.equal(commandProblems(manifest, undefined).length, 1);
  });

  it('reports settings that exist on one side only', () => {
    const { model } = settingTable;
    assert.deepEqual(settingProblems(manifest, { baseUrl, model }), [
      'deepseek.topP is contributed and not in settingTable',
      'deepseek.model is in settingTable and not contributed',
    ]);
  });

  it('reports how a setting differs from the table', () => {
    const { properties } = manifest.contributes.configuration;
    const changed = (key: string, change: object): Manifest => ({
      ...manifest,
      contributes: {
        ...manifest.contributes,
        configuration: {
          properties: { ...properties, [key]: { ...properties[key], ...change } },
        },
      },
    });
    const problems = (key: string, change: object) =>
      settingProblems(changed(key, change), { baseUrl, topP });
    assert.deepEqual(problems('deepseek.baseUrl', { scope: 'window', default: '' }), [
      'deepseek.baseUrl: default is "" instead of "https://api.deepseek.com"',
      'deepseek.baseUrl: scope is "window" instead of "application"',
    ]);
    assert.deepEqual(problems('deepseek.topP', { maximum: 2, minimum: 0 }), [
      'deepseek.topP: maximum is 2 instead of 1',
      'deepseek.topP: minimum is 0 instead of missing',
    ]);
    assert.deepEqual(problems('deepseek.topP', { markdownDescription: 'Top P' }), [
      'deepseek.topP: markdownDescription is "Top P" instead of "%setting.topP%"',
    ]);
  });

  it('compares the values of an enum, and its descriptions if it has any', () => {
    const { sendWith } = settingTable;
    const setting = (change: object): Manifest => ({
      ...manifest,
      contributes: {
        ...manifest.contributes,
        configuration: {
          properties: {
            'deepseek.sendWith': {
              type: 'string',
              enum: ['enter', 'ctrlEnter'],
              default: 'enter',
              scope: 'window',
              markdownDescription: '%setting.sendWith%',
              ...change,
            },
          },
        },
      },
    });
    assert.deepEqual(settingProblems(setting({}), { sendWith }), []);
    assert.equal(settingProblems(setting({ enum: ['enter'] }), { sendWith }).length, 1);
    assert.equal(settingProblems(setting({ enumDescriptions: ['%a%'] }), { sendWith }).length, 1);
  });

  it('rejects a setting that a workspace could turn against the user', () => {
    const { model } = settingTable;
    assert.deepEqual(restrictionProblems(manifest, { topP, model }), [
      'deepseek.model is missing from restrictedConfigurations',
      'deepseek.baseUrl is in restrictedConfigurations and should not',
    ]);
  });
});

describe('link check', () => {
  const links: Links = {
    repository: { url: 'https://github.com/a/b.git' },
    homepage: 'https://github.com/a/b#readme',
    bugs: { url: 'https://github.com/a/b/issues' },
    qna: 'https://github.com/a/b/discussions',
  };

  it('accepts links into the repository', () => {
    assert.deepEqual(linkProblems(links, 'url: https://github.com/a/b/security\n'), []);
  });

  it('reports a link that was not changed with the others', () => {
    const stale = { ...links, qna: 'https://github.com/a/bc/discussions' };
    assert.deepEqual(linkProblems(stale, 'url: https://github.com/x/y/security\n'), [
      'https://github.com/a/bc/discussions is not in https://github.com/a/b',
      'https://github.com/x/y/security is not in https://github.com/a/b',
    ]);
  });
});

describe('documents check', () => {
  const features: Features = {
    commands: ['New Chat', 'Show Log'],
    settings: {
      model: { default: 'auto', scope: 'application' },
      stop: { default: [], scope: 'window' },
    },
  };

  it('reports missing and unknown commands in the table', () => {
    const table =
      '# Commands\n\n| Command | What |\n| --- | --- |\n| New Chat | x |\n| Old | x |\n';
    assert.deepEqual(commandTableProblems(table, features), [
      'docs/commands.md lacks the command "Show Log"',
      'docs/commands.md lists "Old", which is no command',
    ]);
  });

  it('reports settings whose default or scope differs from the manifest', () => {
    const table = (rows: string): string => `| Setting | Default | Workspace |\n${rows}`;
    const right = '| `model` | `"auto"` | no |\n| `stop` | `[]` | yes |\n';
    assert.deepEqual(settingTableProblems(table(right), features), []);
    const wrong = '| `model` | `"pro"` | no |\n| `stop` | `[]` | no |\n| `old` | `1` | no |\n';
    assert.deepEqual(settingTableProblems(table(wrong), features), [
      'docs/settings.md must say `"auto"` and "no" for `model`',
      'docs/settings.md must say `[]` and "yes" for `stop`',
      'docs/settings.md lists `old`, which is no setting',
    ]);
    assert.equal(settingTableProblems('', features).length, 2);
  });

  it('reports unknown names in the README', () => {
    const readme =
      '| Command |\n| New Chat, Old (F1) |\n\n# Settings\n| Setting |\n| `stop`, `old` |\n';
    assert.deepEqual(readmeTableProblems(readme, features), [
      'README.md lists "Old", which is no command',
      'README.md lists `old`, which is no setting',
    ]);
  });

  it('checks paths, bare file names and the folders of rooms', () => {
    const text =
      '| Room | Contents | Folders |\n| `src/chat` | `turn.ts` | `turn`, `sent` for old ones |\n';
    assert.deepEqual(pathsIn(text), ['src/chat']);
    assert.deepEqual(bareNamesIn(text), ['turn.ts']);
    assert.deepEqual([...foldersByRoom(text)], [['src/chat', ['turn', 'sent']]]);
  });

  it('checks links to files, and ignores URLs and anchors', () => {
    const text = '[a](docs/a.md#part) ![b](b.png) [c](https://example.org) [d](#part)';
    assert.deepEqual(relativeLinks(text), ['docs/a.md', 'b.png']);
  });
});

describe('l10n check', () => {
  it('collects keys with their comments and rejects anything except a plain literal', () => {
    const { keys, problems } = translatableTexts(
      toSource(
        "vscode.l10n.t('Hi {0}', name); l10n.t({ message: 'Go', comment: ['verb'] }); l10n.t(a + 'b');",
      ),
    );
    assert.deepEqual(keys, ['Hi {0}', 'Go/verb']);
    assert.deepEqual(problems, ['a.ts:1 l10n.t needs a plain string literal']);
  });

  it('reports missing, stale and damaged translations', () => {
    const keys = new Set(['Hi {0}', 'Go']);
    assert.deepEqual(bundleProblems('b.json', keys, { 'Hi {0}': 'Hallo {0}', Go: 'Los' }), []);
    assert.deepEqual(bundleProblems('b.json', keys, { 'Hi {0}': 'Hallo', Old: 'Alt' }), [
      'b.json lacks “Go”',
      'b.json has other placeholders in “Hi {0}”',
      'b.json has the stale “Old”',
    ]);
  });

  it('reports untranslated UI strings', () => {
    const shown = [
      "vscode.window.showErrorMessage('Broken');",
      'vscode.window.showInformationMessage(`${n} chats`);',
      "vscode.window.showInputBox({ title: 'Key', value: 'sk-' });",
      "vscode.window.showQuickPick(items, { placeHolder: 'Pick ' + n });",
      "vscode.window.showErrorMessage(l10n.t('Broken'), error.message, '✓');",
    ];
    assert.deepEqual(
      untranslatedTexts(toSource(shown.join('\n'))).map((problem) => problem.split(' ')[0]),
      ['a.ts:1', 'a.ts:2', 'a.ts:3', 'a.ts:4'],
    );
  });

  it('reports words in templates and ignores proper names', () => {
    assert.deepEqual(wordsOf('<b class="big" title="Stop it">Go\u0000</b> · <i>\u0000</i>&nbsp;'), [
      'title="Stop it"',
      'Go…',
    ]);
    assert.deepEqual(wordsOf('<b class=\u0000 aria-label=\u0000 @click=\u0000>\u0000</b>'), []);
    assert.deepEqual(
      templateProblems(toSource('html`<p>${text}</p>`; css`p { color: red }`;')),
      [],
    );
    assert.equal(templateProblems(toSource('html`<p>Hello ${name}</p>`;')).length, 1);
  });
});

describe('import cycle check', () => {
  it('lists the files along each cycle', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', ['a']],
      ['d', []],
    ]);
    assert.deepEqual(findCycles(graph), [['a', 'b', 'c', 'a']]);
    assert.deepEqual(
      findCycles(
        new Map([
          ['a', ['b']],
          ['b', []],
        ]),
      ),
      [],
    );
  });
});

describe('package and repository checks', () => {
  it('require exactly the listed files', () => {
    const problems = listingProblems([
      'package.json',
      'src/extension.ts',
      'dist/extension.cjs.map',
    ]);
    assert.ok(problems.includes('README.md is missing'));
    assert.ok(problems.includes('src/extension.ts should not be packed'));
    assert.ok(problems.includes('dist/extension.cjs.map should not be packed'));
  });

  it('count the packed files without images and translations', () => {
    const code = ['dist/extension.js', Buffer.from('code')] as const;
    const uncounted = ['media/icon.png', 'l10n/bundle.l10n.de.json', 'package.nls.de.json'];
    const all = [code, ...uncounted.map((name) => [name, Buffer.from(name)] as const)];
    assert.equal(countedBytes(all), countedBytes([code]));
    assert.ok(countedBytes([code]) > 0);
  });

  it('report source maps, registries and this folder in packed files', () => {
    assert.deepEqual(contentProblems('a', 'let x = 1;'), []);
    const registry = ['registry', 'example', 'org'].join('.');
    const text = `${process.cwd()} ${registry}\n//# sourceMappingURL=a.map`;
    assert.equal(contentProblems('a', text).length >= 3, true);
  });

  it('report a focused test, and HTML from strings', () => {
    const only = ['it', 'only('].join('.');
    assert.deepEqual(fileProblems('test/a.test.ts', `\n${only}`), [
      'test/a.test.ts:2 leaves tests out',
    ]);
    assert.equal(fileProblems('webview/a.ts', 'node.innerHTML = text;').length, 1);
    assert.deepEqual(fileProblems('scripts/a.ts', 'innerHTML'), []);
  });

  it('report folders of more than 25 files, and paraphrases', () => {
    const files = Array.from({ length: 26 }, (_, at) => `src/chat/${at}.ts`);
    assert.deepEqual(folderProblems(files.slice(1)), []);
    assert.deepEqual(folderProblems(files), ['src/chat has 26 files, more than 25']);
    const refused = [
      '  // It is drawn WORD.',
      'draw(); // WORD when it changes',
      '/** WORD by the host. */',
      '   * which is WORD',
      "it('is WORD', () => {",
      'describe(\n  `a page that is WORD ${often}`',
    ];
    for (const word of ['anew', 'told', 'Tells', 'the person']) {
      for (const line of refused) {
        assert.equal(fileProblems('src/a.ts', line.replace('WORD', word)).length, 1, line);
      }
    }
    assert.deepEqual(fileProblems('src/a.ts', "it('is shown', () => ok(told));"), []);
    assert.deepEqual(fileProblems('src/a.ts', "const text = 'anew';"), []);
  });
});

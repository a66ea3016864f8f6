/** The tables of commands and settings in README.md and docs agree with the manifest. */

import { cellsOf } from './tableCells.ts';

/** What is compared: titles of commands, and settings by key without prefix. */
export interface Features {
  readonly commands: readonly string[];
  readonly settings: Readonly<Record<string, Setting>>;
}

/** A setting as the manifest declares it. */
export interface Setting {
  readonly default: unknown;
  readonly scope: string;
}

/** The first column of docs/commands.md lists every command and nothing else. */
export function commandTableProblems(markdown: string, features: Features): readonly string[] {
  const listed = rowsBelow(markdown, 'Command').map(([title = '']) => title);
  return [
    ...features.commands
      .filter((title) => !listed.includes(title))
      .map((title) => `docs/commands.md lacks the command "${title}"`),
    ...listed
      .filter((title) => !features.commands.includes(title))
      .map((title) => `docs/commands.md lists "${title}", which is no command`),
  ];
}

/** docs/settings.md lists every setting with its default and whether a workspace may set it. */
export function settingTableProblems(markdown: string, features: Features): readonly string[] {
  const rows = rowsBelow(markdown, 'Setting');
  const listed = rows.map(([key = '']) => key);
  const wanted = Object.entries(features.settings).map(([key, setting]) => [
    `\`${key}\``,
    `\`${JSON.stringify(setting.default)}\``,
    setting.scope === 'window' ? 'yes' : 'no',
  ]);
  return [
    ...wanted
      .filter(([key = '']) => !listed.includes(key))
      .map(([key]) => `docs/settings.md lacks the setting ${key}`),
    ...rows.flatMap(([key, byDefault, workspace]) => {
      const row = wanted.find(([wantedKey]) => wantedKey === key);
      if (row === undefined) return [`docs/settings.md lists ${key}, which is no setting`];
      return byDefault === row[1] && workspace === row[2]
        ? []
        : [`docs/settings.md must say ${row[1]} and "${row[2]}" for ${key}`];
    }),
  ];
}

/** README.md names only commands and settings that exist. */
export function readmeTableProblems(markdown: string, features: Features): readonly string[] {
  const titles = rowsBelow(markdown, 'Command').flatMap(([cell = '']) =>
    cell.replace(/ \([^)]*\)/g, '').split(', '),
  );
  const keys = rowsBelow(markdown, 'Setting').flatMap(([cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''),
  );
  return [
    ...titles
      .filter((title) => !features.commands.includes(title))
      .map((title) => `README.md lists "${title}", which is no command`),
    ...keys
      .filter((key) => features.settings[key] === undefined)
      .map((key) => `README.md lists \`${key}\`, which is no setting`),
  ];
}

/** The rows of the table with this first heading, up to the next heading of the document. */
function rowsBelow(markdown: string, heading: string): readonly (readonly string[])[] {
  const table = markdown.split(/^#/m).find((part) => cellsOf(part)[0]?.[0] === heading);
  return cellsOf(table ?? '').slice(1);
}

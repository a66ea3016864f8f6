/** The links of the manifest and of the issue templates lead to one repository. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../host/paths.ts';

/** What this check reads of `package.json`. */
export interface Links {
  readonly repository: { readonly url: string };
  readonly homepage: string;
  readonly bugs: { readonly url: string };
  readonly qna: string;
}

/** Every GitHub address in `package.json` and the issue templates that is not below the repository's own. */
export function repositoryLinkProblems(): readonly string[] {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Links;
  const templates = readFileSync(join(root, '.github/ISSUE_TEMPLATE/config.yml'), 'utf8');
  return linkProblems(manifest, templates);
}

/** Links that lead elsewhere than the repository, which happens when only some were replaced. */
export function linkProblems(manifest: Links, templates: string): readonly string[] {
  const repository = manifest.repository.url.replace(/\.git$/, '');
  const links = [
    manifest.homepage,
    manifest.bugs.url,
    manifest.qna,
    ...(templates.match(/https:\/\/\S+/g) ?? []),
  ];
  return links
    .filter((link) => !['/', '#'].some((sign) => link.startsWith(repository + sign)))
    .map((link) => `${link} is not in ${repository}`);
}

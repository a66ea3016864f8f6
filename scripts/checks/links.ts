/** All repository links in the manifest and issue templates point to one repository. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../host/paths.ts';

/** The part of `package.json` that this check reads. */
export interface Links {
  readonly repository: { readonly url: string };
  readonly homepage: string;
  readonly bugs: { readonly url: string };
  readonly qna: string;
}

/** GitHub URLs in `package.json` and the issue templates that are outside the repository. */
export function repositoryLinkProblems(): readonly string[] {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Links;
  const templates = readFileSync(join(root, '.github/ISSUE_TEMPLATE/config.yml'), 'utf8');
  return linkProblems(manifest, templates);
}

/** Links outside the repository, which occur if only some were replaced. */
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

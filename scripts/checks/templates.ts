/** Finds untranslated English in the page's templates. */

import ts from 'typescript';
import { place, walk } from './syntax.ts';

/** Placeholder for an interpolated value. */
const hole = '\u0000';

const spoken = [
  'aria-label',
  'aria-description',
  'aria-valuetext',
  'title',
  'placeholder',
  'alt',
  'label',
];

/** Literal words in a file's lit templates, between tags or in visible or accessible attributes. */
export function templateProblems(source: ts.SourceFile): readonly string[] {
  const problems: string[] = [];
  walk(source, (node) => {
    if (!ts.isTaggedTemplateExpression(node) || !/^(html|svg)$/.test(node.tag.getText())) return;
    for (const words of wordsOf(templateText(node.template))) {
      problems.push(`${place(node)} “${words}” is not translatable`);
    }
  });
  return problems;
}

function templateText(template: ts.TemplateLiteral): string {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
  const parts = template.templateSpans.map((span) => hole + span.literal.text);
  return template.head.text + parts.join('');
}

/** Literal words of an HTML fragment that a user would read or hear. */
export function wordsOf(html: string): readonly string[] {
  const found: string[] = [];
  const pieces = html
    .replace(/<!--[\s\S]*?-->/g, '')
    .matchAll(/<(?:[^"'>]|"[^"]*"|'[^']*')*>|[^<]+/g);
  for (const [piece] of pieces) {
    if (!piece.startsWith('<')) {
      if (hasLetters(piece)) found.push(tidy(piece));
      continue;
    }
    for (const [, name = '', value = ''] of piece.matchAll(/\s([\w-]+)=["']([^"']*)["']/g)) {
      if (spoken.includes(name) && hasLetters(value)) found.push(`${name}="${tidy(value)}"`);
    }
  }
  return found;
}

function hasLetters(text: string): boolean {
  return /\p{L}/u.test(text.replace(/&\w+;/g, ''));
}

function tidy(text: string): string {
  return text.replaceAll(hole, '…').replace(/\s+/g, ' ').trim();
}

/** Reasons why a file is not imported. */

import type { FieldFault } from '../events/fieldKinds.ts';
import type { importLimits } from '../limits.ts';

/** Counts and lengths that an import limits. */
export type ImportLimit = Exclude<keyof typeof importLimits, 'earliest' | 'latest' | 'depth'>;

/** What is wrong with a file, and where: a path such as `line 3, events[12]`, empty for the file as such. */
export interface ImportProblem {
  readonly kind:
    | 'notText'
    | 'notJson'
    | 'tooDeep'
    | 'notAChat'
    | 'newerVersion'
    | 'unknownEvent'
    | 'badEvent'
    | 'empty'
    | 'tooMany'
    | 'tooMuchMemory'
    | 'crashed';
  readonly where: string;
  /** The name or number that was not expected. */
  readonly found?: string;
}

/** What more can be said of a problem. */
export interface ImportDetail {
  /** The name of the chat, on one line and shortened. */
  readonly title?: string;
  /** The field, as a path within the event, and what is wrong with it. */
  readonly field?: string;
  readonly fault?: FieldFault;
  /** Which limit is exceeded. */
  readonly limit?: ImportLimit;
}

/** Why nothing of a file is taken. */
export interface ImportRefusal {
  readonly ok: false;
  readonly problem: ImportProblem;
  readonly detail: ImportDetail;
}

/** Leaves the reading of a file; seen only by its readers. */
export class ImportFailure extends Error {
  readonly problem: ImportProblem;
  readonly detail: ImportDetail;

  constructor(problem: ImportProblem, detail: ImportDetail = {}) {
    super(problem.kind);
    this.problem = problem;
    this.detail = detail;
  }
}

/** Why a file cannot be imported. */

import type { FieldFault } from '../events/fieldKinds.ts';
import type { importLimits } from '../limits.ts';

/** Limits on counts and lengths in an import. */
export type ImportLimit = Exclude<keyof typeof importLimits, 'earliest' | 'latest' | 'depth'>;

/** What is wrong with a file and where, as a path such as `line 3, events[12]`; empty for the file itself. */
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
  /** The unexpected name or number. */
  readonly found?: string;
}

/** Details of a problem. */
export interface ImportDetail {
  /** The chat's title, on one line and shortened. */
  readonly title?: string;
  /** The field, as a path within the event, and the reason. */
  readonly field?: string;
  readonly fault?: FieldFault;
  /** The limit that is exceeded. */
  readonly limit?: ImportLimit;
}

/** The problem with a rejected file. */
export interface ImportRefusal {
  readonly ok: false;
  readonly problem: ImportProblem;
  readonly detail: ImportDetail;
}

/** Aborts the reading of a file; caught by its readers. */
export class ImportFailure extends Error {
  readonly problem: ImportProblem;
  readonly detail: ImportDetail;

  constructor(problem: ImportProblem, detail: ImportDetail = {}) {
    super(problem.kind);
    this.problem = problem;
    this.detail = detail;
  }
}

/** The code that makes and estimates requests; the app loads it with the first of them. */

export { troubleOf } from '../conversation/answer/answerProblem.ts';
export { natureOf } from './continuing.ts';
export { RequestEstimator } from './requestEstimate.ts';
export { SummaryMaker } from './summaryMaker.ts';
export { ModelTitles } from './titles.ts';
export { runTurn } from './turnRunner.ts';

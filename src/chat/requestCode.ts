/** The code that makes and estimates requests; the app loads it with the first of them. */

export { troubleOf } from '../conversation/answer/answerProblem.ts';
export { natureOf } from './request/continuationMessages.ts';
export { RequestEstimator } from './usage/requestEstimator.ts';
export { SummaryMaker } from './generate/summaryMaker.ts';
export { ModelTitles } from './generate/chatTitles.ts';
export { runTurn } from './turn/turnRunner.ts';

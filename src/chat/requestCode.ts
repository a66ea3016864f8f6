/** The code that builds and estimates requests, loaded with the first of them. */

export { getAnswerProblem } from '../conversation/answer/answerProblem.ts';
export { continuationSource } from './request/continuationMessages.ts';
export { RequestEstimator } from './usage/requestEstimator.ts';
export { SpendLimit } from './usage/spendLimit.ts';
export { SummaryMaker } from './generate/summaryMaker.ts';
export { ModelTitles } from './generate/chatTitles.ts';
export { runTurn } from './turn/turnRunner.ts';

/** What the first request or estimate loads. */

export * from '../chat/requestCode.ts';
export { createClient } from '../deepseek/client.ts';
export { EstimatePane } from '../ui/composer/estimateController.ts';

/** The chunk loaded by the first request or estimate. */

export * from '../chat/requestCode.ts';
export { createClient } from '../deepseek/client.ts';
export { UsageLedger } from '../storage/usageLedger.ts';
export { EstimateController } from '../ui/composer/estimateController.ts';

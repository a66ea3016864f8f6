/** What the first command loads that opens a document, a page or a file. */

export { ChatImports } from '../storage/imports/chatImports.ts';
export { CarryChats } from '../views/carryChats.ts';
export { RequestDocuments } from '../views/requestDocuments.ts';
export { UsagePage } from '../views/usagePage.ts';

/** The actions of error cards and notices. */

import type { ErrorAction } from '../../../src/conversation/errors.ts';

const actions: Readonly<Record<ErrorAction, true>> = {
  setApiKey: true,
  topUp: true,
  retry: true,
  selectModel: true,
  newChat: true,
  openBaseUrlSetting: true,
  openProxySetting: true,
  openCertificateSetting: true,
  takeBack: true,
  updateModelSetting: true,
  takeOver: true,
  branchChat: true,
  summarise: true,
  summariseToNew: true,
  cancelSummary: true,
  dismissSummary: true,
  dropAttachments: true,
  showLog: true,
  reloadWindow: true,
};

/** All actions; the compiler checks that the list is complete. */
export const errorActions = Object.keys(actions) as [ErrorAction, ...ErrorAction[]];

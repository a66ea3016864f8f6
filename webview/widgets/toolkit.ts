/** Registers the toolkit's elements that the panel uses; the only importer of the toolkit. */

import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
} from '@vscode/webview-ui-toolkit/dist/toolkit.js';

/** Defines `vscode-button`, `vscode-dropdown`, `vscode-option` and `vscode-progress-ring`. */
export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeProgressRing(),
  );
}

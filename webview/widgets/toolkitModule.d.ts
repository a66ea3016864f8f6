/** Types for the toolkit's smaller entry, which ships without any. */
declare module '@vscode/webview-ui-toolkit/dist/toolkit.js' {
  // eslint-disable-next-line @typescript-eslint/consistent-type-imports -- a file with an import of its own would declare no module
  type Toolkit = typeof import('@vscode/webview-ui-toolkit');
  export const provideVSCodeDesignSystem: Toolkit['provideVSCodeDesignSystem'];
  export const vsCodeButton: Toolkit['vsCodeButton'];
  export const vsCodeDropdown: Toolkit['vsCodeDropdown'];
  export const vsCodeOption: Toolkit['vsCodeOption'];
  export const vsCodeProgressRing: Toolkit['vsCodeProgressRing'];
}

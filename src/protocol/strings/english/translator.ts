/** Who translates the page's texts: VS Code, or nobody. */

/** As much of `vscode` as the texts need; it goes by that name, because their extraction looks for the call `vscode.l10n.t`. */
export interface Translator {
  readonly l10n: { readonly t: (message: string) => string };
}

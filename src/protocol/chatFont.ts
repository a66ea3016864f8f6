/** The font of chats, from VS Code's own settings. */

/** What is missing is as in the workbench. */
export interface ChatFont {
  /** In CSS pixels. */
  readonly size?: number;
  /** As in CSS. */
  readonly family?: string;
}

/** The letters of chats, as VS Code's own settings have them. */

/** What is missing is as in the workbench. */
export interface ChatFont {
  /** In CSS pixels. */
  readonly size?: number;
  /** As in CSS. */
  readonly family?: string;
}

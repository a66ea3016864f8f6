/** The ids of the views in the manifest. */

/** The view "Chat" in the sidebar. */
export const chatViewId = 'deepseek.chat';

/** The type of chats in editor tabs; also named by keybindings and the activation event. */
export const chatEditorType = 'deepseek.chatEditor';

/** Scheme of the documents that show a request; the manifest names it too. */
export const requestScheme = 'deepseek-request';

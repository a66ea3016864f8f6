/** View ids, as in the manifest. */

/** The view "Chat" in the sidebar. */
export const chatViewId = 'deepseek.chat';

/** The type of chats in editor tabs; also named by keybindings and the activation event. */
export const chatEditorType = 'deepseek.chatEditor';

/** The chat that greets whoever runs `npm start`. */

/** Puts a guided chat into a profile before VS Code opens; resolves to whether there is one to be seen. */
export function seedGuidedChat(userDataDir: string): Promise<boolean> {
  // To be written through src/storage, so that this script knows nothing of the log's format.
  void userDataDir;
  return Promise.resolve(false);
}

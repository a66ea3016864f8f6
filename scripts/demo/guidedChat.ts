/** The chat that greets whoever runs `npm start`. */

/** Puts a guided chat into a profile before VS Code opens; resolves to whether there is one to be seen. */
export function seedGuidedChat(userDataDir: string): Promise<boolean> {
  // TODO of the integrator: written through src/storage, whose format this script must not know.
  void userDataDir;
  return Promise.resolve(false);
}

/** The environment of child processes, without keys and variables of a surrounding VS Code. */

/** A copy of this process's environment without credentials, VS Code variables and Node options. */
export function cleanEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (!/^(VSCODE_|ELECTRON_|CODE_SERVER_|OPENAI_|DEEPSEEK_|NODE_OPTIONS$)/.test(name)) {
      env[name] = value;
    }
  }
  return { ...env, ...extra };
}

// Opens the guided chat by itself, so that `npm start` shows it without a click.
const vscode = require('vscode');

exports.activate = () =>
  vscode.commands.executeCommand('deepseek.focusChat', { chat: 'guided-chat', draft: 'tour' });

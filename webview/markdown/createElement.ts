/** Creates elements from attributes and text only, never from HTML. */

/** An element with attributes and children; strings become text. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Appends text, growing the last text node where there is one, so that equal content gives equal nodes. */
export function appendText(parent: Node, text: string): void {
  if (text === '') return;
  const last = parent.lastChild;
  if (last instanceof Text) last.appendData(text);
  else parent.appendChild(document.createTextNode(text));
}

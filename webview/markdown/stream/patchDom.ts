/** Patches the nodes of an open block from the left, so that unchanged ones keep their selection. */

/** Makes `parent`'s children from `from` on equal to `wanted`, keeping equal nodes and growing text. */
export function patchChildren(parent: Node, from: number, wanted: readonly Node[]): void {
  let current: ChildNode | null = parent.childNodes[from] ?? null;
  for (const node of wanted) {
    if (current === null) {
      parent.appendChild(node);
      continue;
    }
    const next: ChildNode | null = current.nextSibling;
    if (!patchNode(current, node)) parent.replaceChild(node, current);
    current = next;
  }
  while (current !== null) {
    const next: ChildNode | null = current.nextSibling;
    parent.removeChild(current);
    current = next;
  }
}

/** Makes `old` equal to `wanted` in place; false where only another node will do. */
export function patchNode(old: Node, wanted: Node): boolean {
  if (old instanceof Text && wanted instanceof Text) {
    if (wanted.data.startsWith(old.data)) old.appendData(wanted.data.slice(old.data.length));
    else old.data = wanted.data;
    return true;
  }
  if (!(old instanceof Element) || !(wanted instanceof Element)) return old.isEqualNode(wanted);
  if (!sameShell(old, wanted)) return false;
  // A formula that was set stands for its source.
  if (old.hasAttribute('data-set')) return true;
  patchChildren(old, 0, [...wanted.childNodes]);
  return true;
}

/** What the page itself puts on an element for a while, or once it has worked on it. */
const marks = ['data-copied', 'data-set'];

/** Same element with the same attributes; marks of the page do not count. */
function sameShell(old: Element, wanted: Element): boolean {
  if (old.localName !== wanted.localName) return false;
  const marked = marks.filter((mark) => old.hasAttribute(mark)).length;
  if (old.attributes.length - marked !== wanted.attributes.length) return false;
  for (const { name, value } of wanted.attributes) {
    if (old.getAttribute(name) !== value) return false;
  }
  return true;
}

/** Converts MathML to DOM nodes by an allow-list of elements, attributes, classes and styles. */

/** What the library that reads formulas makes: elements with a `type`, texts, and groups without either. */
export interface MathTree {
  readonly type?: string;
  readonly text?: string;
  readonly children?: readonly MathTree[];
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly classes?: readonly unknown[];
  readonly style?: Readonly<Record<string, unknown>>;
}

const mathMl = 'http://www.w3.org/1998/Math/MathML';

const elements = new Set(
  (
    'math mrow mi mn mo mtext mspace ms mfrac msqrt mroot mstyle mpadded mphantom msub msup msubsup ' +
    'munder mover munderover mmultiscripts mprescripts mtable mtr mtd menclose'
  ).split(' '),
);

const attributes = new Set(
  (
    'display displaystyle scriptlevel mathvariant mathsize stretchy form fence separator accent accentunder ' +
    'lspace rspace minsize maxsize movablelimits symmetric largeop linethickness width height depth voffset ' +
    'columnalign columnspan rowspan columnlines rowlines rowspacing columnspacing side'
  ).split(' '),
);

/** Space, lines and letters only; nothing positioned outside its formula. */
const styles =
  /^(?:padding|margin|border)(?:Top|Right|Bottom|Left)?$|^(?:color|width|height|fontWeight|fontStyle|mathDepth|display)$/;
/** A length, a name, a colour: no address and no expression but a difference of lengths. */
const styleValue = /^(?:[#\w\s.,%+-]|calc\([\w\s.%+-]+\)|rgb\([\d\s,.%]+\))*$/;
const className = /^(?:tml|chr)-[\w-]+$|^(?:menclose|upstrike|downstrike|sout|mathcal|mathscr)$/;
/** Deeper trees are no formulas. */
const maxDepth = 100;

/** The nodes of a tree. */
export function mathTreeToDom(tree: MathTree): DocumentFragment {
  const fragment = document.createDocumentFragment();
  append(fragment, tree, 0);
  return fragment;
}

function append(parent: Node, tree: MathTree, depth: number): void {
  if (depth > maxDepth) throw new RangeError('too deep');
  if (tree.text !== undefined) {
    parent.appendChild(document.createTextNode(tree.text));
    return;
  }
  const into = tree.type !== undefined && elements.has(tree.type) ? made(tree.type, tree) : parent;
  if (into !== parent) parent.appendChild(into);
  for (const child of tree.children ?? []) append(into, child, depth + 1);
}

function made(name: string, { attributes: given, classes, style }: MathTree): Element {
  const element = document.createElementNS(mathMl, name);
  for (const [key, value] of Object.entries(given ?? {})) {
    if (attributes.has(key)) element.setAttribute(key, String(value));
  }
  for (const item of classes ?? []) {
    if (typeof item === 'string' && className.test(item)) element.classList.add(item);
  }
  if (element instanceof MathMLElement) setStyles(element, style ?? {});
  return element;
}

/** Through the object model, which the page's policy allows, unlike an attribute. */
function setStyles(element: MathMLElement, wanted: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(wanted)) {
    if (!styles.test(key) || !styleValue.test(String(value))) continue;
    element.style.setProperty(
      key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      String(value),
    );
  }
}

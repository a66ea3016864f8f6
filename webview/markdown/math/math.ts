/** Entry point of the math script. */

import temml from 'temml';
import { mathTreeToDom, type MathTree } from './mathToDom.ts';
import '../scripts.ts';

window.typesetFormula = (tex, display) => {
  try {
    const tree = temml.__renderToMathMLTree(tex, {
      displayMode: display,
      throwOnError: true,
      // No addresses, no pictures, no classes of its own, and nothing larger than a line can bear.
      trust: false,
      strict: false,
      maxSize: [20, 400],
      maxExpand: 400,
    }) as MathTree;
    return mathTreeToDom(tree);
  } catch (fault) {
    // A formula that cannot be read is shown as it was written; a deep one may also exceed the stack.
    if (fault instanceof Error) return undefined;
    throw fault;
  }
};

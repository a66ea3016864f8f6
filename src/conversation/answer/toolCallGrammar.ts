/** The opening tags of tool calls that servers leak as text (contract 8). */

/** Whether a call starts here; `open` if the text ends before that is known, `cut` if it ends inside a call. */
export type CallStart = 'yes' | 'no' | 'open' | 'cut';

/** The call that starts here, and its closing marks, outermost first. */
export interface CallKind {
  readonly start: CallStart;
  readonly ends: readonly RegExp[];
}

/** The offset where matching continues. */
type Progress = number | 'no' | 'open' | 'cut';
type Step = (text: string, at: number) => Progress;

/** Limits for the parts of a mark; longer text is not a mark. */
const maxLength = { blanks: 40, name: 128, attributes: 200 };

/** Matches literal text; `|` matches both bar characters, `_` three kinds of blank, `~` optional whitespace. */
function mark(pattern: string): Step {
  const parts = [...pattern.toLowerCase()];
  return (text, start) => {
    let at = start;
    for (const part of parts) {
      if (part === '~') {
        at = skipBlanks(text, at);
        continue;
      }
      const char = text[at]?.toLowerCase();
      if (char === undefined) return 'open';
      const same =
        part === '|' ? '|｜'.includes(char) : part === '_' ? '_▁ '.includes(char) : part === char;
      if (!same) return 'no';
      at += 1;
    }
    return at;
  };
}

function skipBlanks(text: string, start: number): number {
  const limit = start + maxLength.blanks;
  let at = start;
  while (at < limit && /\s/.test(text[at] ?? '')) at += 1;
  return at;
}

const blanks: Step = skipBlanks;

/** A function name. */
const name: Step = (text, start) => {
  let at = start;
  while (at - start < maxLength.name && /[\w.$:/-]/.test(text[at] ?? '')) at += 1;
  if (at < text.length) return at > start ? at : 'no';
  return 'open';
};

/** The rest of a tag. */
const tagEnd: Step = (text, start) => {
  const found = /^[^<>\n]*/.exec(text.slice(start, start + maxLength.attributes))?.[0] ?? '';
  const at = start + found.length;
  if (at >= text.length) return 'open';
  return text[at] === '>' ? at + 1 : 'no';
};

function all(...steps: readonly Step[]): Step {
  return (text, start) => {
    let at = start;
    for (const step of steps) {
      const next = step(text, at);
      if (typeof next !== 'number') return next;
      at = next;
    }
    return at;
  };
}

/** The first alternative that matches; undecided while one of them may still match. */
function any(...steps: readonly Step[]): Step {
  return (text, at) => {
    let undecided: Progress = 'no';
    for (const step of steps) {
      const next = step(text, at);
      if (typeof next === 'number') return next;
      if (next === 'cut' || (next === 'open' && undecided === 'no')) undecided = next;
    }
    return undecided;
  };
}

/** Reports `cut` instead of `open` if the text ends after at least one character of `step`. */
function begun(step: Step): Step {
  return (text, at) => {
    const next = step(text, at);
    return next === 'open' && at < text.length ? 'cut' : next;
  };
}

const object = all(mark('{~'), any(mark('"'), mark('}')));
const objects = all(mark('[~'), object);
const fencedObject = all(mark('```'), any(all(mark('json'), blanks, object), all(blanks, object)));
const callBegin = mark('<~|~tool_call_begin~|>');
const callEnd = mark('<~|~tool_call_end~|>');
const separator = mark('<~|~tool_sep~|>');
const argumentsBegin = all(blanks, any(object, fencedObject, callEnd));
const nativeBody = any(
  all(
    name,
    any(all(separator, any(argumentsBegin, all(blanks, name, argumentsBegin))), argumentsBegin),
  ),
  all(blanks, object),
);

const anyOf = (texts: readonly string[]): Step => any(...texts.map(mark));
const dsml = (rest: string): Step => mark(`<~|~DSML~|~${rest}`);
const nameAttribute = all(mark('~name~=~'), any(mark('"'), mark("'")));
const inElement = (...inside: readonly Step[]): Step =>
  all(name, tagEnd, blanks, any(object, ...inside));
const dsmlInvoke = all(
  dsml('invoke'),
  nameAttribute,
  begun(inElement(dsml('parameter'), mark('<~/~|~DSML~|~invoke'))),
);
/** Optional prefix of XML elements. */
const prefix = 'antml:';
const withPrefix = (texts: readonly string[]): Step =>
  anyOf(texts.flatMap((text) => [text, text.replace(/^<\/?/, `$&${prefix}`)]));
const xmlInvoke = all(
  withPrefix(['<invoke']),
  nameAttribute,
  inElement(objects, withPrefix(['<parameter', '</invoke'])),
);

const native = (what: string): RegExp =>
  new RegExp(`<[|｜]\\s*tool[▁_ ]${what}[▁_ ]end\\s*[|｜]>`, 'giu');

const kinds: readonly { readonly begins: Step; readonly ends: readonly RegExp[] }[] = [
  {
    begins: all(mark('<~|~tool_calls_begin~|>'), blanks, callBegin, begun(nativeBody)),
    ends: [native('calls'), native('call')],
  },
  { begins: all(callBegin, nativeBody), ends: [native('call')] },
  {
    begins: all(mark('<~|~tool_outputs_begin~|>'), blanks, mark('<~|~tool_output_begin~|>')),
    ends: [native('outputs')],
  },
  {
    begins: all(dsml(''), anyOf(['function_calls~>', 'tool_calls~>']), blanks, dsmlInvoke),
    ends: [/<\/\s*[|｜]\s*DSML\s*[|｜]\s*(?:function|tool)_calls\s*>/giu],
  },
  { begins: dsmlInvoke, ends: [/<\/\s*[|｜]\s*DSML\s*[|｜]\s*invoke\s*>/giu] },
  {
    begins: all(
      anyOf(['<tool_call>', '<tool_calls>', '<function_call>']),
      blanks,
      any(object, objects, ...['<function=', '<function name', '<tool_call>', '<invoke'].map(mark)),
    ),
    ends: [/<\/(?:tool|function)_calls?>/giu],
  },
  { begins: all(mark('<function_calls>'), blanks, xmlInvoke), ends: [/<\/function_calls>/giu] },
  { begins: xmlInvoke, ends: [/<\/(?:antml:)?invoke>/giu] },
  {
    begins: all(
      mark('[TOOL_CALLS]'),
      any(all(blanks, objects), all(name, any(object, mark('[ARGS]')))),
    ),
    ends: [/\[\/TOOL_CALLS\]/giu],
  },
  {
    begins: all(mark('<~|~python_tag~|>'), any(all(blanks, object), all(name, mark('(')))),
    ends: [],
  },
];

/** Candidate starts of a call. */
export const callCandidate = /<(?=\s{0,8}[|｜]|[tfia])|\[(?=T)/gi;

/** Matches a call at a candidate. */
export function callAt(text: string, at: number): CallKind {
  let undecided: CallKind = { start: 'no', ends: [] };
  for (const { begins, ends } of kinds) {
    const progress = begins(text, at);
    if (typeof progress === 'number') return { start: 'yes', ends };
    if (progress === 'cut' || (progress === 'open' && undecided.start === 'no')) {
      undecided = { start: progress, ends };
    }
  }
  return undecided;
}

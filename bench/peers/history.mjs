// How others show a long chat: every message in the page, or a list that builds those in sight; bundled for a page of the benchmark.
import { createElement, memo, useLayoutEffect, useRef } from 'react';
import { createRoot } from 'react-dom/client';
import ReactMarkdown from 'react-markdown';
import { Virtuoso } from 'react-virtuoso';
import rehypeHighlight from 'rehype-highlight';
import remarkGfm from 'remark-gfm';

const plugins = { remarkPlugins: [remarkGfm], rehypePlugins: [rehypeHighlight] };
const Message = memo(({ text }) =>
  createElement(
    'article',
    { style: { display: 'flow-root' } },
    createElement(ReactMarkdown, plugins, text),
  ),
);
const toMessage = (index, text) => createElement(Message, { text });

// The extensions that use the list build so much above what is in sight, in pixels.
const ahead = { top: 3_000, bottom: 1_000 };

function Whole({ messages }) {
  const scroller = useRef(null);
  useLayoutEffect(() => {
    scroller.current.scrollTop = scroller.current.scrollHeight;
  }, []);
  return createElement(
    'div',
    { ref: scroller, style: { height: '100%', overflowY: 'auto' }, 'data-scroller': '' },
    messages.map((text, index) => createElement(Message, { key: index, text })),
  );
}

window.historyPeers = {
  'nothing shown': () => undefined,
  'react-markdown, every message': (root, messages) => {
    createRoot(root).render(createElement(Whole, { messages }));
  },
  'Virtuoso with react-markdown': (root, messages) => {
    createRoot(root).render(
      createElement(Virtuoso, {
        style: { height: '100%' },
        data: messages,
        itemContent: toMessage,
        initialTopMostItemIndex: { index: messages.length - 1, align: 'end' },
        increaseViewportBy: ahead,
      }),
    );
  },
};

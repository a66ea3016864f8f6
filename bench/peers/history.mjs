// How others show a long chat: a list that builds the messages in sight; bundled for a page of the benchmark.
import { createElement, memo } from 'react';
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

window.historyPeers = {
  'nothing shown': () => undefined,
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

// How others paint a streaming answer, each with the libraries it uses; bundled for a page of the benchmark.
import DOMPurify from 'dompurify';
import { marked } from 'marked';
import { createElement, memo } from 'react';
import { createRoot } from 'react-dom/client';
import ReactMarkdown from 'react-markdown';
import rehypeHighlight from 'rehype-highlight';
import remarkGfm from 'remark-gfm';
import { Streamdown } from 'streamdown';

const plugins = { remarkPlugins: [remarkGfm], rehypePlugins: [rehypeHighlight] };
const Block = memo(({ text }) => createElement(ReactMarkdown, plugins, text));

function inReact(toElement) {
  return (root) => {
    const react = createRoot(root);
    return { update: (text) => react.render(toElement(text)), close: () => react.unmount() };
  };
}

window.peers = {
  'react-markdown with rehype-highlight': inReact((text) =>
    createElement(ReactMarkdown, plugins, text),
  ),
  'memoised blocks of react-markdown': inReact((text) =>
    marked.lexer(text).map(({ raw }, index) => createElement(Block, { key: index, text: raw })),
  ),
  streamdown: inReact((text) => createElement(Streamdown, null, text)),
  'marked with DOMPurify': (root) => ({
    update(text) {
      const html = marked.parse(text, { async: false });
      root.replaceChildren(DOMPurify.sanitize(html, { RETURN_DOM_FRAGMENT: true }));
    },
  }),
};

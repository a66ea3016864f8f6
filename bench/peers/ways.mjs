// How others paint a streaming answer, each with the libraries it uses; bundled for a page of the benchmark.
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import ReactMarkdown from 'react-markdown';
import rehypeHighlight from 'rehype-highlight';
import remarkGfm from 'remark-gfm';
import { Streamdown } from 'streamdown';

const plugins = { remarkPlugins: [remarkGfm], rehypePlugins: [rehypeHighlight] };

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
  streamdown: inReact((text) => createElement(Streamdown, null, text)),
};

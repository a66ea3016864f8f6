// Text nodes, and a composer that sends on Enter.
const api = acquireVsCodeApi();
const log = document.querySelector('#log');
const composer = document.querySelector('textarea');
let answer;

const add = (text) => {
  const paragraph = document.createElement('p');
  paragraph.append(text);
  log.append(paragraph);
  return paragraph;
};

composer.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter') return;
  event.preventDefault();
  add(composer.value);
  api.postMessage({ text: composer.value });
  composer.value = '';
  answer = add(document.createTextNode('')).firstChild;
});

let waiting = '';
window.addEventListener('message', ({ data }) => {
  if (waiting === '') {
    requestAnimationFrame(() => {
      answer.appendData(waiting);
      waiting = '';
      log.scrollTop = log.scrollHeight;
    });
  }
  waiting += data.delta;
});

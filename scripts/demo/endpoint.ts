/** The server for `npm start`: the demo, or a forwarder to the real API. */

import { demoResponder } from '../../test/fakes/demo.ts';
import { startDeepSeekServer } from '../../test/fakes/deepseekServer.ts';
import { startForwarder } from './forwarder.ts';

/** A running server. */
export interface Endpoint {
  /** Whether it is the demo, for which the guided chat was made. */
  readonly isDemo: boolean;
  readonly url: string;
  /** Description for the terminal. */
  readonly what: string;
  close(): Promise<void>;
}

/** The real API if a key is set, otherwise the demo. */
export async function startEndpoint(key: string | undefined): Promise<Endpoint> {
  if (key !== undefined && key !== '') {
    const forwarder = await startForwarder(key);
    return {
      isDemo: false,
      url: forwarder.url,
      what: 'the real API, with DEEPSEEK_API_KEY added on the way (what you ask is charged to it)',
      close: () => forwarder.close(),
    };
  }
  const server = await startDeepSeekServer({ generation: 'today' });
  server.answerWith(demoResponder);
  return {
    isDemo: true,
    url: server.url,
    what: 'the built-in demo server (set DEEPSEEK_API_KEY for the real API)',
    close: () => server.close(),
  };
}

import { ConfigError } from '../../tensor/index.ts';
import type { FromWorker, ToWorker } from './messages.ts';

/** A thread beside this one that runs worker.ts: a worker of Node or of a browser. */
export interface Thread {
  /** Sends a message; the buffers move with it. */
  post(message: ToWorker, buffers: ArrayBuffer[]): void;
  /** Whether Node must not end before the thread has answered. */
  hold(waiting: boolean): void;
  /** Ends it, whatever it does. */
  end(): Promise<void>;
}

/** Who is told what a thread does. */
export interface ThreadListener {
  /** It has answered. */
  answered(message: FromWorker): void;
  /** It is no more, or never was. */
  died(reason: string): void;
}

/** A browser's worker, as far as it is used. */
interface WebWorker {
  onmessage: ((event: { readonly data: FromWorker }) => void) | null;
  onerror: ((event: { readonly message?: string }) => void) | null;
  onmessageerror: (() => void) | null;
  postMessage(message: ToWorker, transfer: ArrayBuffer[]): void;
  terminate(): void;
}

declare const Worker:
  | (new (
      url: URL,
      options: { readonly type: 'module' },
    ) => WebWorker)
  | undefined;

/** Starts a thread. @throws ConfigError where there is no such thing */
export async function startThread(listener: ThreadListener): Promise<Thread> {
  if (typeof Worker !== 'function') return startInNode(listener);
  // Bundlers look for this very expression, and bring the file along.
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }) => listener.answered(data);
  worker.onerror = ({ message }) =>
    listener.died(message ?? 'its file, or one that this imports, could not be loaded');
  worker.onmessageerror = () => listener.died('its answer could not be read');
  return {
    post: (message, buffers) => worker.postMessage(message, buffers),
    hold: () => undefined, // a page waits for nobody
    end() {
      worker.terminate();
      return Promise.resolve();
    },
  };
}

async function startInNode(listener: ThreadListener): Promise<Thread> {
  const threads = await nodeThreads();
  // The comments keep bundlers for browsers from taking the file a second time, as it is.
  const url = new URL(/* webpackIgnore: true */ /* @vite-ignore */ './worker.ts', import.meta.url);
  const worker = new threads.Worker(url);
  worker.on('message', (message: FromWorker) => listener.answered(message));
  worker.on('messageerror', () => listener.died('its answer could not be read'));
  worker.on('error', (error) => listener.died(String(error)));
  worker.on('exit', (code) => listener.died(`it ended with exit code ${code}`));
  worker.unref();
  return {
    post: (message, buffers) => worker.postMessage(message, buffers),
    hold: (waiting) => (waiting ? worker.ref() : worker.unref()),
    async end() {
      await worker.terminate();
    },
  };
}

async function nodeThreads() {
  try {
    return await import(/* webpackIgnore: true */ /* @vite-ignore */ 'node:worker_threads');
  } catch (cause) {
    throw new ConfigError(
      'fit with workers wants Web Workers or the worker threads of Node, and here are neither: leave ' +
        'out workers',
      { cause },
    );
  }
}

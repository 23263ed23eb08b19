// The entry of a worker: what `fit` starts beside its own thread, by the URL of this file.
import { ConfigError, StateError } from '../../tensor/index.ts';
import { buffersOf, type Exchange } from './exchange.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { Replica } from './replica.ts';

/** What a browser's worker hears and says by. */
declare const WorkerGlobalScope: unknown;
declare function addEventListener(
  type: 'message',
  listener: (event: { readonly data: ToWorker }) => void,
): void;
declare function postMessage(message: FromWorker, transfer: ArrayBuffer[]): void;

let replica: Replica | undefined;
let shared: Exchange | undefined;

async function answer(question: ToWorker): Promise<FromWorker> {
  try {
    if (question.kind === 'begin') {
      replica = await Replica.make(question.plan);
      shared = question.exchange;
      return { kind: 'ready', weights: replica.weightsText };
    }
    const exchange = shared ?? question.exchange;
    if (replica === undefined || exchange === undefined) {
      throw new StateError('a worker wants to begin before it steps');
    }
    const travelling = question.exchange;
    if (question.kind === 'back') {
      const reports = replica.back(question.scales, exchange);
      return { kind: 'done', reports, exchange: travelling };
    }
    const { shards } = question;
    if (shards[0]?.order.divided === 'between') {
      return { kind: 'counted', counts: replica.count(shards, exchange), exchange: travelling };
    }
    return { kind: 'done', reports: replica.step(shards, exchange), exchange: travelling };
  } catch (error) {
    return failure(error);
  }
}

/** Answers by `post`; the buffers move with the answer. */
async function respond(
  question: ToWorker,
  post: (reply: FromWorker, buffers: ArrayBuffer[]) => void,
): Promise<void> {
  const reply = await answer(question);
  try {
    post(reply, 'exchange' in reply ? buffersOf(reply.exchange) : []);
  } catch (error) {
    post(failure(error), []); // e.g. a function in the state of a metric
  }
}

function failure(error: unknown): FromWorker {
  const config = error instanceof ConfigError;
  return { kind: 'failed', config, message: config ? error.message : String(error) };
}

async function serveInNode(): Promise<void> {
  const { parentPort: port } = await import(
    /* webpackIgnore: true */ /* @vite-ignore */ 'node:worker_threads'
  );
  port?.on('message', (question: ToWorker) => {
    void respond(question, (reply, buffers) => port.postMessage(reply, buffers));
  });
}

if (typeof WorkerGlobalScope === 'undefined') void serveInNode();
else addEventListener('message', ({ data }) => void respond(data, postMessage));

import { StateError } from '../../tensor/index.ts';
import { buffersOf } from './exchange.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { startThread } from './thread.ts';

/** A line to a worker, who answers one question at a time. */
export interface Line {
  /** Asks. @throws StateError, in the words of `otherwise`, if the worker dies and never answers */
  ask(question: ToWorker, otherwise: (reason: string) => string): Promise<FromWorker>;
  /** Ends the worker, whatever it does. */
  end(): Promise<void>;
}

interface Waiting {
  answer(answer: FromWorker): void;
  giveUp(reason: string): void;
}

/** Starts a worker; it loads while this goes on. @throws ConfigError where there are no workers */
export async function openLine(): Promise<Line> {
  let waiting: Waiting | undefined;
  let death: string | undefined;
  const settle = (): Waiting | undefined => {
    const settled = waiting;
    waiting = undefined;
    thread.hold(false);
    return settled;
  };
  const thread = await startThread({
    answered: (answer) => settle()?.answer(answer),
    died: (reason) => {
      death ??= reason;
      settle()?.giveUp(death);
    },
  });
  return {
    ask: (question, otherwise) =>
      new Promise((resolve, reject) => {
        const giveUp = (reason: string): void => reject(new StateError(otherwise(reason)));
        if (death !== undefined) {
          giveUp(death); // before anybody asked
          return;
        }
        waiting = { answer: resolve, giveUp };
        thread.hold(true);
        try {
          thread.post(question, buffersOf(question.exchange));
        } catch (error) {
          settle()?.giveUp(String(error)); // e.g. a function in what is sent
        }
      }),
    end: () => thread.end(),
  };
}

import type { Reply } from "./stand-in.ts";

/** Requests that are held until so many are open, and answered together. */
export interface Rounds {
  /** Holds a request, to be answered so. */
  hold(reply: Reply): Reply;
  /** How many were open at most. */
  most(): number;
}

/** How long a round waits for one more request than there should be, in milliseconds. */
const patience = 20;

/** Answers requests in rounds, so that how many are open at once does not hang on how fast this machine is. */
export function answerInRounds(size: number): Rounds {
  const open: (() => void)[] = [];
  let most = 0;
  return {
    hold: (reply) => (request, response) => {
      open.push(() => reply(request, response));
      most = Math.max(most, open.length);
      if (open.length !== size) return;
      setTimeout(() => {
        for (const answer of open.splice(0)) answer();
      }, patience);
    },
    most: () => most,
  };
}

import { readdirSync, readFileSync, statSync } from "node:fs";
import type { Host } from "@claviger/core";

/**
 * The machine's files as they are when they are first looked at. A command lives for an instant, and a `.env` file that
 * changed between two of its hundred variables would be worse than an old one; a hundred looks at four files cost 10 ms.
 */
export function snapshotFileSystem(): Host["fs"] {
  return {
    readFile: remembered((path) => readFileSync(path)),
    stat: remembered((path) => statSync(path)),
    readDirectory: remembered((path) => readdirSync(path)),
  };
}

/** Answers each path once, with the value or the error of the first time. */
function remembered<Answer>(look: (path: string) => Answer): (path: string) => Promise<Answer> {
  const answers = new Map<string, Promise<Answer>>();
  return (path) => {
    const known = answers.get(path);
    if (known) return known;
    // An async function, so that an error is a rejection.
    const answer = (async () => look(path))();
    answers.set(path, answer);
    return answer;
  };
}

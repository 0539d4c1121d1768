import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { outcomeOf, startProgram, temporaryDirectory } from "../testing/claviger.ts";
import { openTerminal, whyNoTerminal } from "../testing/real-terminal.ts";

const why = whyNoTerminal();
const source = (name: string): string => JSON.stringify(pathToFileURL(join(import.meta.dirname, name)).href);

/** A program that does `total` things in half a second each, by the clock that it is given. */
function program(total: number, { silent = false, waitMs = 0 } = {}): string {
  const directory = temporaryDirectory();
  const path = join(directory, "task.mjs");
  writeFileSync(
    path,
    `import { startProgress } from ${source("progress.ts")};
     import { currentTerminal } from ${source("terminal.ts")};
     let now = 0;
     const progress = await startProgress({
       terminal: currentTerminal(), task: "writing \\u001b[31mto aws", total: ${total}, silent: ${silent}, now: () => now,
     });
     for (let done = 0; done < ${total}; done++) {
       now += 500;
       progress.step();
       if (${waitMs}) await new Promise((resolve) => setTimeout(resolve, ${waitMs}));
     }
     progress.stop();
     console.error("done");`,
  );
  return path;
}

describe("where nobody watches", () => {
  test("a line tells of it every five seconds, and of the end", async () => {
    const { stderr } = await outcomeOf(startProgram(process.execPath, [program(25)]));
    expect(stderr.split("\n")).toEqual([
      "claviger: writing \ufffd[31mto aws: 10 of 25",
      "claviger: writing \ufffd[31mto aws: 20 of 25",
      "claviger: writing \ufffd[31mto aws: 25 of 25",
      "done",
      "",
    ]);
  });

  test.each([
    ["a short task", program(9)],
    ["a silent one", program(25, { silent: true })],
  ])("%s says nothing", async (_, path) => {
    expect((await outcomeOf(startProgram(process.execPath, [path]))).stderr).toBe("done\n");
  });
});

describe.skipIf(why)(`in a real terminal${why ? ` (${why})` : ""}`, { timeout: 60_000 }, () => {
  test("a bar grows in one line, and leaves nothing behind", async () => {
    const directory = temporaryDirectory();
    const terminal = await openTerminal({ directory });
    terminal.enter(`'${process.execPath}' '${program(12, { waitMs: 150 })}'`);
    await terminal.shows(/writing .\[31mto aws \S+ [5-9] of 12/);
    const shown = await terminal.shows(/^done$/m);
    expect(shown).not.toContain("of 12");
    expect(terminal.hasCursor()).toBe(true);
  });
});

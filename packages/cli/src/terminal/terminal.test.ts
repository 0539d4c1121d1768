import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { claviger, outcomeOf, startProgram, temporaryDirectory } from "../testing/claviger.ts";
import { fileStoreProject } from "../testing/file-store-project.ts";
import { openTerminal, type RealTerminal, whyNoTerminal } from "../testing/real-terminal.ts";

describe("colour", () => {
  test.each([
    [{}, false],
    [{ FORCE_COLOR: "1" }, true],
    [{ FORCE_COLOR: "1", TERM: "dumb" }, true],
    [{ FORCE_COLOR: "0" }, false],
    [{ FORCE_COLOR: "1", NO_COLOR: "1" }, false],
  ])("into a pipe with %j", async (environment, wanted) => {
    const { directory } = fileStoreProject();
    const program = `import { currentTerminal } from ${JSON.stringify(join(import.meta.dirname, "terminal.ts"))};
      const { style, columns, canAsk, isOutput, isLive } = currentTerminal();
      console.log(JSON.stringify([style("bold", "text"), columns === Infinity, canAsk, isOutput, isLive]));`;
    const args = ["--input-type=module", "-e", program];
    const { stdout } = await outcomeOf(startProgram(process.execPath, args, { directory, env: environment }));
    expect(JSON.parse(stdout)).toEqual([
      wanted ? "\u001b[1mtext\u001b[22m" : "text",
      true,
      false,
      false,
      false,
    ]);
  });
});

const why = whyNoTerminal();
const canary = "canary-e77b-typed-unseen";

/** Has the shell say how the command ended. */
function call(terminal: RealTerminal, args: string): void {
  terminal.enter(`claviger ${args}; echo "ended with $?"`);
}

describe.skipIf(why)(`in a real terminal${why ? ` (${why})` : ""}`, { timeout: 60_000 }, () => {
  test("a value that is typed is stored, and never on the screen, whatever is pressed", async () => {
    const store = fileStoreProject();
    const terminal = await openTerminal({ directory: store.directory });
    call(terminal, "set app#TOKEN");
    await terminal.shows(/value of secret:\/\/store\/app\?field=TOKEN \(not shown\)/);
    terminal.type(canary.slice(0, 8));
    for (const key of ["C-t", "Tab", "Left", "Right"]) terminal.press(key);
    terminal.type(canary.slice(8));
    terminal.press("C-t");
    terminal.press("Enter");
    await terminal.shows(/ended with 0/);
    expect(Object.values(store.current("app") as object)[0]).toContain(canary.slice(8));
    expect(terminal.written()).not.toContain(canary.slice(8));
    expect(terminal.written()).not.toContain(canary.slice(0, 8));
  });

  test.each([
    ["a value", "set app --yes", /not shown/, canary],
    ["an answer", "set app --generate 32", /Replace 2 fields/, ""],
    ["where secrets live", "init", /Environments/, ""],
  ])("Ctrl-C where %s is asked for leaves everything as it was", async (_, args, prompt, typed) => {
    const fields = { A: "1", B: "2" };
    const store = fileStoreProject({ app: fields });
    const directory = args === "init" ? temporaryDirectory() : store.directory;
    const terminal = await openTerminal({ directory });
    const before = await terminal.settings();
    const files = readdirSync(directory).toSorted();
    call(terminal, args);
    await terminal.shows(prompt);
    terminal.type(typed);
    terminal.press("C-c");
    await terminal.shows(/it was left, and nothing was changed[\s\S]*ended with 130/);
    expect(readdirSync(directory).toSorted()).toEqual(files);
    expect(store.values("app")).toEqual([fields]);
    expect(await terminal.settings()).toBe(before);
    expect(terminal.hasCursor()).toBe(true);
    expect(terminal.written()).not.toContain(canary);
  });

  test("a command that is ended in a prompt leaves a terminal that works", async () => {
    const store = fileStoreProject();
    const terminal = await openTerminal({ directory: store.directory });
    const before = await terminal.settings();
    terminal.enter(
      `sh -c 'echo $$ > pid; exec "${process.execPath}" "${claviger}" set app'; echo "ended with $?"`,
    );
    await terminal.shows(/not shown/);
    process.kill(Number(readFileSync(join(store.directory, "pid"), "utf8")), "SIGTERM");
    await terminal.shows(/ended with 143/);
    expect(await terminal.settings()).toBe(before);
    expect(terminal.hasCursor()).toBe(true);
  });

  test.each([
    ["y", "Enter", /ended with 0/, true],
    ["n", "Enter", /declined, and nothing was changed[\s\S]*ended with 130/, false],
    ["", "Enter", /declined, and nothing was changed[\s\S]*ended with 130/, false],
  ])("the answer %j decides", async (answer, key, end, deleted) => {
    const store = fileStoreProject({ app: { A: "1", B: "2" } });
    const terminal = await openTerminal({ directory: store.directory });
    call(terminal, "delete app");
    const asked = await terminal.shows(/Delete secret:\/\/store\/app\? \(y\/N\)/);
    expect(asked).toMatch(/Plan: delete secret:\/\/store\/app\n +its fields: A, B/);
    terminal.type(answer);
    terminal.press(key);
    await terminal.shows(end);
    expect(store.isDeleted("app")).toBe(deleted);
  });

  test("nobody is asked in CI, and nobody when the value is piped", async () => {
    const store = fileStoreProject({ app: { A: "1", B: "2" } });
    const terminal = await openTerminal({ directory: store.directory, env: { CI: "true" } });
    call(terminal, "delete app");
    await terminal.shows(/nobody can be asked[\s\S]*ended with 2/);
    const own = await openTerminal({ directory: store.directory });
    own.enter('echo new | claviger set app; echo "ended with $?"');
    await own.shows(/nobody can be asked[\s\S]*ended with 2/);
    expect(store.isDeleted("app")).toBe(false);
  });

  test("a listing is a table, whose columns give way in a narrow terminal", async () => {
    const secrets = { "pay/a-long-name-of-a-key": "1", other: "2" };
    const { directory } = fileStoreProject(secrets);
    const wide = await openTerminal({ directory });
    call(wide, "list");
    const shown = await wide.shows(/ended with 0/);
    expect(shown).toMatch(
      /SECRET +CHANGED +NOTES\nsecret:\/\/store\/pay\/a-long-name-of-a-key {2}1970-01-01 00:00Z\nsecret:\/\/store\/other {21}1970/,
    );
    expect(wide.written()).toContain("\u001b[1m");
    const narrow = await openTerminal({ directory, columns: 42, env: { NO_COLOR: "1" } });
    call(narrow, "list");
    const cut = await narrow.shows(/ended with 0/);
    expect(cut).toMatch(/SECRET\nsecret:\/\/store\/pay\/a-long-name-of-a-key\nsecret:\/\/store\/other\n/);
    expect(narrow.written()).not.toContain("\u001b[1m");
  });

  test("a listing that takes long shows what came so far", async () => {
    const { directory } = fileStoreProject({ a: "1", b: "2", c: "3" }, { delayMs: 1_500 });
    const terminal = await openTerminal({ directory });
    call(terminal, "list");
    expect(await terminal.shows(/secret:\/\/store\/a/)).not.toMatch(/store\/c|ended with \d/);
    await terminal.shows(/secret:\/\/store\/c[\s\S]*ended with 0/);
  });

  test("versions are a table with their stages", async () => {
    const { directory } = fileStoreProject({ app: "1" });
    const terminal = await openTerminal({ directory });
    call(terminal, "versions app");
    expect(await terminal.shows(/ended with 0/)).toMatch(
      /VERSION {2}STAGES {3}MADE +NOTES\nv1 {7}current {2}1970-01-01 00:00Z\n/,
    );
  });
});

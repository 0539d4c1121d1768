import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach } from "vitest";
import { claviger, path, temporaryDirectory } from "./claviger.ts";

/** A shell in a terminal of its own, as a person has it. */
export interface RealTerminal {
  /** Types a line, and Enter. */
  enter(text: string): void;
  /** Presses one key by tmux's name: `C-c`, `Enter`. */
  press(key: string): void;
  /** Types characters, without Enter. */
  type(text: string): void;
  /** What the terminal shows now. */
  screen(): string;
  /** Waits until it shows something. @throws Error with what it shows after 20 seconds */
  shows(pattern: RegExp): Promise<string>;
  /** Every byte that programs wrote to it since it was opened, and what it echoed. */
  written(): string;
  /** How the line discipline is set: what a program that dies in a prompt leaves wrong. */
  settings(): Promise<string>;
  /** Whether the cursor can be seen. */
  hasCursor(): boolean;
}

export interface TerminalOptions {
  readonly directory: string;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
}

const opened: string[] = [];
afterEach(() => {
  for (const socket of opened.splice(0)) tmux(socket, ["kill-server"]);
});

/** Why a test in a real terminal cannot be run here; `undefined` where it can. In CI it has to. */
export function whyNoTerminal(): string | undefined {
  try {
    execFileSync("tmux", ["-V"], { stdio: "ignore" });
    return undefined;
  } catch {
    if (process.env["CI"]) throw new Error("tmux is not installed: .ci/run installs it.");
    return "tmux is not installed";
  }
}

/** Opens a terminal with a shell, in which `claviger` is the command of this repository. */
export async function openTerminal(options: TerminalOptions): Promise<RealTerminal> {
  const { directory, columns = 100, env = {} } = options;
  const socket = `claviger-${randomUUID()}`;
  const log = join(temporaryDirectory(), "written");
  const variables = { PATH: path, HOME: temporaryDirectory(), PS1: "$ ", ...env };
  const assignments = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const shell = ["env", "-i", `TERM=screen-256color`, ...assignments, "sh"];
  opened.push(socket);
  tmux(socket, ["new-session", "-d", "-x", String(columns), "-y", "40", "-c", directory, ...shell]);
  tmux(socket, ["pipe-pane", "-o", `cat > '${log}'`]);
  const screen = (): string => tmux(socket, ["capture-pane", "-p", "-S", "-200"]);
  const type = (text: string): void => void tmux(socket, ["send-keys", "-l", text]);
  const press = (key: string): void => void tmux(socket, ["send-keys", key]);
  const enter = (text: string): void => {
    type(text);
    press("Enter");
  };
  const shows = async (pattern: RegExp): Promise<string> => {
    const end = Date.now() + 20_000;
    for (;;) {
      const shown = screen();
      if (pattern.test(shown)) return shown;
      if (Date.now() > end) throw new Error(`The terminal does not show ${String(pattern)}:\n${shown}`);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  };
  let asked = 0;
  const settings = async (): Promise<string> => {
    const file = join(directory, `.stty-${++asked}`);
    enter(`stty -g > ${file}.part; mv ${file}.part ${file}`);
    for (let tries = 0; tries < 200 && !existsSync(file); tries++)
      await new Promise((resolve) => setTimeout(resolve, 30));
    return readFileSync(file, "utf8");
  };
  enter(`claviger() { '${process.execPath}' '${claviger}' "$@"; }; clear; echo ready`);
  await shows(/^ready$/m);
  return {
    enter,
    press,
    type,
    screen,
    shows,
    written: () => readFileSync(log, "utf8"),
    settings,
    hasCursor: () => tmux(socket, ["display-message", "-p", "#{cursor_flag}"]).trim() === "1",
  };
}

function tmux(socket: string, args: readonly string[]): string {
  return execFileSync("tmux", ["-L", socket, "-f", "/dev/null", ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
}

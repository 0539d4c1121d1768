import { spawnSync } from "node:child_process";
import { findPython } from "../servers/find-python.ts";

/** Whether age's own command is on the PATH (Debian: the package `age`). */
export const hasAge = spawnSync("age", ["--version"]).status === 0;

/** Whether every test must be run here: its absence is a failure then. */
export const requiresAge = process.env["CLAVIGER_REQUIRE_DOCKER"] === "1";

/** Runs `age` or `age-keygen`. @throws Error with what it printed, if it fails */
export function runAge(command: "age" | "age-keygen", args: readonly string[], input?: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", input });
  if (status === 0) return stdout;
  throw new Error(`${command} ended with ${status}: ${stderr}`);
}

/** `age` reads passphrases from a terminal alone: this is one, which answers each question with the passphrase. */
const terminal = `
import os, pty, sys
passphrase = os.environ["PASSPHRASE"].encode() + b"\\n"
pid, terminal = pty.fork()
if pid == 0: os.execvp(sys.argv[1], sys.argv[1:])
said = b""
while True:
    try: part = os.read(terminal, 1024)
    except OSError: break
    if not part: break
    said += part
    if said.rstrip().endswith(b":"):
        said = b""
        os.write(terminal, passphrase)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

/** Runs `age` on a terminal. @throws Error if it fails */
export async function runAgeWithPassphrase(args: readonly string[], passphrase: string): Promise<void> {
  const python = await findPython();
  const { status } = spawnSync(python, ["-c", terminal, "age", ...args], {
    env: { ...process.env, PASSPHRASE: passphrase },
    timeout: 60_000,
  });
  if (status !== 0) throw new Error(`age on a terminal ended with ${status}.`);
}

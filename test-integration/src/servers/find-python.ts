import { CommandError, runCommand } from "./run-command.ts";

const needed = "The test servers need Python 3.11 or later with its venv module";
const remedy = "install it (on Debian: apt-get install python3 python3-venv) and run this again";

// Debian's python3 alone has venv but not ensurepip: both come with python3-venv.
const probe = "import sys, venv, ensurepip; sys.exit(0 if sys.version_info >= (3, 11) else 3)";

/**
 * The name of a Python that the test servers can be installed with.
 *
 * @throws Error in one sentence that says what to install.
 */
export async function findPython(): Promise<string> {
  try {
    await runCommand("python3", ["-c", probe]);
    return "python3";
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const found = error.notFound ? "there is no python3 here" : "the python3 here does not have that";
    throw new Error(`${needed}, and ${found}: ${remedy}.`, { cause: error });
  }
}

import type { Command } from "commander";
import { openDeployment } from "../open-deployment.ts";
import { writeOutput } from "../output/write-output.ts";
import { candidates } from "./candidates.ts";

export const shells = ["bash", "zsh", "fish"] as const;

/** What each shell reads at its start. They ask claviger itself what may be typed. */
const scripts: Readonly<Record<(typeof shells)[number], string>> = {
  bash: `_claviger() {
  local IFS=$'\\n'
  COMPREPLY=($(claviger __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _claviger claviger
`,
  zsh: `#compdef claviger
_claviger() {
  local -a found
  found=("\${(@f)$(claviger __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n \${found[1]} ]]; then compadd -a found; else _files; fi
}
compdef _claviger claviger
`,
  fish: `complete -c claviger -a '(claviger __complete (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
`,
};

/** Writes the script that teaches a shell to complete claviger's words. */
export function completion(shell: (typeof shells)[number]): void {
  writeOutput(Buffer.from(scripts[shell]));
}

/** Writes what may stand in the place of the last word, one a line. It never fails: a shell has no place for errors. */
export async function complete(program: Command, words: readonly string[]): Promise<void> {
  const found = await candidates(program, words, manifestNames);
  if (found.length > 0) writeOutput(Buffer.from(`${found.join("\n")}\n`));
}

/** No store is asked: what the manifest lists is known here. */
async function manifestNames(): Promise<readonly string[]> {
  const silent = { warn() {}, note() {}, fail() {} };
  try {
    const { manifest, references } = await openDeployment({ report: silent });
    return [...Object.keys(manifest), ...references.map(({ name }) => name)];
  } catch {
    return [];
  }
}

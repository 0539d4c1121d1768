import { Argument, type Command } from "commander";

const help = `
  bash  eval "$(claviger completion bash)", in ~/.bashrc
  zsh   eval "$(claviger completion zsh)", in ~/.zshrc after compinit
  fish  claviger completion fish > ~/.config/fish/completions/claviger.fish`;

/** Adds `claviger completion`, and what its scripts call. */
export function declareCompletion(program: Command): void {
  program
    .command("completion")
    .summary("write the script that completes commands in a shell")
    .description("Writes the script that lets a shell complete commands, options and the manifest's names.")
    .addArgument(new Argument("<shell>", "which shell").choices(["bash", "zsh", "fish"]))
    .addHelpText("after", help)
    .action(async (shell: "bash" | "zsh" | "fish") => {
      const { completion } = await import("../completion/completion.ts");
      completion(shell);
    });
  program
    .command("__complete", { hidden: true })
    .argument("[words...]")
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (words: string[]) => {
      const { complete } = await import("../completion/completion.ts");
      await complete(program, words);
    });
}

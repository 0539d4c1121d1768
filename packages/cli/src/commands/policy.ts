import { Argument, type Command, Option } from "commander";
import { reportFor } from "../report-for.ts";
import { addOptions } from "./add-options.ts";
import { commonOptions } from "./option.ts";

interface PolicyFlags {
  readonly environment?: string;
  readonly json?: true;
  readonly for: "read" | "write" | "rotate";
}

/** Adds `claviger policy`. */
export function declarePolicy(program: Command): void {
  const command = program
    .command("policy")
    .summary("write the least privilege that the secrets take")
    .description(
      "Writes the least privilege that the manifest's secrets take: an IAM policy, Vault's HCL, Azure role assignments. No store is asked.",
    )
    .addArgument(new Argument("<provider>", "an instance: aws, vault.dr, azure, github"))
    .argument("[names...]", "secrets; those of the manifest where none is named")
    .addOption(
      new Option("--for <purpose>", "what the secrets are to be used for")
        .choices(["read", "write", "rotate"])
        .default("read"),
    );
  addOptions(command, commonOptions).action(
    async (id: string, names: string[], _: unknown, self: Command) => {
      const flags: PolicyFlags = self.optsWithGlobals();
      const { policy } = await import("../policy/policy.ts");
      const { environment, json } = flags;
      await policy(id, names, {
        report: reportFor(flags),
        environment,
        json: json === true,
        purpose: flags.for,
      });
    },
  );
}

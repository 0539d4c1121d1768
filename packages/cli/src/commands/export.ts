import { type Command, Option } from "commander";
import { reportFor } from "../report-for.ts";
import { addOptions } from "./add-options.ts";
import { commonOptions } from "./option.ts";

const withValues = ["dotenv", "json", "yaml", "shell", "docker", "k8s-secret", "systemd"] as const;
const withoutValues = ["external-secret", "ecs", "github-actions", "terraform"] as const;

interface ExportFlags {
  readonly environment?: string;
  readonly json?: true;
  readonly format: (typeof withValues)[number] | (typeof withoutValues)[number];
  readonly output?: string;
  readonly reveal?: true;
  readonly name: string;
  readonly store: string;
  readonly provider?: string;
  readonly region?: string;
  readonly account?: string;
}

const help = `
With values: ${withValues.join(", ")}.
Where the secrets are, without values: ${withoutValues.join(", ")}.

  claviger export --format dotenv --output .env.docker
  claviger export --format k8s-secret --name web | kubectl apply -f -
  claviger export --format ecs --region eu-west-1 --account 123456789012
  claviger export DATABASE_URL=database-url --format shell`;

/** Adds `claviger export`. */
export function declareExport(program: Command): void {
  const command = program
    .command("export")
    .summary("write secrets in another tool's format")
    .description(
      "Writes secrets in another tool's format: those named, else the manifest's and those that variables refer to.",
    )
    .argument("[names...]", "NAME=ref, or a secret's name")
    .addOption(
      new Option("--format <format>", "what to write")
        .choices([...withValues, ...withoutValues])
        .makeOptionMandatory(),
    )
    .option("--output <file>", "a file that only you may read, in place of standard output")
    .option("--reveal", "show values on a terminal too")
    .option("--name <name>", "what a Kubernetes object is called", "app")
    .option("--store <name>", "the SecretStore of an external-secret", "claviger")
    .option(
      "--provider <instance>",
      "where the secrets are: aws, vault.dr (default: the first of the chain that can hold each)",
    )
    .option("--region <region>", "of AWS, for ecs (default: AWS_REGION)")
    .option("--account <id>", "of AWS, for ecs")
    .addHelpText("after", help);
  addOptions(command, commonOptions).action(async (names: string[], _: unknown, self: Command) => {
    const { json, output, reveal, provider, region, account, ...flags }: ExportFlags = self.optsWithGlobals();
    const { exportSecrets } = await import("../export/export.ts");
    await exportSecrets(names, {
      ...flags,
      report: reportFor({ json }),
      reveal: reveal === true,
      output,
      provider,
      region: region ?? process.env["AWS_REGION"],
      account,
    });
  });
}

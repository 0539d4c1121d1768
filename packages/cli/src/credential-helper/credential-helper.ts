import { openDeployment } from "../open-deployment.ts";
import type { Report } from "../output/report.ts";
import { writeOutput } from "../output/write-output.ts";
import { readAllInput } from "../terminal/read-value.ts";
import type { CredentialSource } from "./credential.ts";
import { answerDocker } from "./docker.ts";
import { answerGit } from "./git.ts";

export interface CredentialHelperOptions {
  readonly report: Report;
  readonly environment?: string | undefined;
  /** A name or reference, in which `{host}` stands for the host. */
  readonly secret?: string | undefined;
  readonly username?: string | undefined;
}

/**
 * Answers a program that asks for a login.
 *
 * @returns the exit code
 * @throws SecretError, CliError
 */
export async function credentialHelper(
  program: "git" | "docker",
  operation: string,
  options: CredentialHelperOptions,
): Promise<number> {
  const { username, secret = `${program}/{host}` } = options;
  const source: CredentialSource = { secret, username };
  const input = readAllInput().toString("utf8");
  const { secrets } = await openDeployment(options);
  if (program === "git") {
    writeOutput(Buffer.from(await answerGit(operation, input, { source, secrets })));
    return 0;
  }
  const { output, exitCode } = await answerDocker(operation, input, { source, secrets });
  writeOutput(Buffer.from(output));
  return exitCode;
}

import { Argument, type Command } from "commander";
import { reportFor } from "../report-for.ts";
import { addOptions } from "./add-options.ts";
import { credentialHelperOptions } from "./option.ts";

interface CredentialHelperFlags {
  readonly environment?: string;
  readonly json?: true;
  readonly secret?: string;
  readonly username?: string;
}

const help = `
The secret git/<host> or docker/<host>, with the fields username and password, is the login for a host; --secret names
another one, and --username says whose password it is where it is one value.

  git config --global credential.https://github.com.helper '!claviger credential-helper git'
  docker: "credHelpers": { "registry.example": "claviger" } in ~/.docker/config.json, which calls docker-credential-claviger`;

/** Adds `claviger credential-helper`. */
export function declareCredentialHelper(program: Command): void {
  const command = program
    .command("credential-helper")
    .summary("answer git and docker, which ask for a login")
    .description(
      "Answers git or docker with a login that is kept as a secret. They call it; people seldom do.",
    )
    .addArgument(new Argument("<program>", "who asks").choices(["git", "docker"]))
    .argument("<operation>", "get; what else they ask is not done here: store, erase, list")
    .addHelpText("after", help);
  addOptions(command, credentialHelperOptions).action(
    async (asking: "git" | "docker", operation: string, _: unknown, self: Command) => {
      const { environment, secret, username, json }: CredentialHelperFlags = self.optsWithGlobals();
      const { credentialHelper } = await import("../credential-helper/credential-helper.ts");
      const report = reportFor({ json });
      process.exitCode = await credentialHelper(asking, operation, { report, environment, secret, username });
    },
  );
}

import { defineProvider, type Host, type Provider, SecretError } from "@claviger/core/provider";
import { limitsOf } from "./limits.ts";
import { locate, parse } from "./locations.ts";
import { type AwsOptions, checkOptions, options } from "./options.ts";
import { readPolicy } from "./policy.ts";
import type { Reader } from "./reader.ts";

/**
 * AWS Secrets Manager. Credentials come from the SDK's default chain.
 *
 * @example
 * ```ts
 * const secrets = createSecrets({ providers: [aws({ region: "eu-west-1", prefix: "gaara-store/{environment}" })] });
 * await secrets.get("database-url");
 * ```
 */
export const aws = defineProvider({
  contract: 1,
  name: "aws",
  options,
  capabilities: { values: ["text", "bytes", "fields"], versions: "stages", maxBytes: 65_536 },
  create: createAws,
});

function createAws(values: AwsOptions, host: Host): Provider {
  checkOptions(values);
  const closed = new AbortController();
  let reader: Reader | undefined;
  return {
    locate: (ask) => locate(ask, values),
    parse,
    async get(location, ctx) {
      const task = `reading "${location.path}" from AWS Secrets Manager`;
      const limits = limitsOf(ctx, { clock: host.clock, closed: closed.signal, task });
      try {
        // Importing the package costs little: what reads is imported with the SDK, at the first call.
        const { createReader } = await limits.wait(import("./reader.ts"));
        reader ??= createReader(values);
        return await reader.read(location, limits);
      } finally {
        limits.release();
      }
    },
    policy(locations, purpose) {
      if (purpose === "read") return readPolicy(locations, values.region);
      throw new SecretError("unsupported", `the AWS provider has no policy for "${purpose}": it only reads`);
    },
    async close() {
      closed.abort();
      reader?.close();
    },
  };
}

import {
  type CallContext,
  defineProvider,
  type Host,
  type Provider,
  SecretError,
} from "@claviger/core/provider";
import { type Limits, limitsOf } from "./limits.ts";
import { locate, parse } from "./locations.ts";
import { checkOptions } from "./check-options.ts";
import { type AwsOptions, options } from "./options.ts";
import { readPolicy } from "./policy.ts";
import type { Reader } from "./reader.ts";

/**
 * AWS Secrets Manager. Credentials come from the SDK's default chain, or are those of a role that it may assume.
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
  capabilities: {
    values: ["text", "bytes", "fields"],
    versions: "stages",
    maxBytes: 65_536,
    batchSize: 20,
  },
  create: createAws,
});

function createAws(values: AwsOptions, host: Host): Provider {
  checkOptions(values);
  const closed = new AbortController();
  let reader: Reader | undefined;
  // Importing the package costs little: what reads is imported with the SDK, at the first call.
  const open = async (): Promise<Reader> => {
    const { createReader } = await import("./reader.ts");
    reader ??= createReader(values);
    return reader;
  };
  const withReader = async <T>(
    read: (reader: Reader, limits: Limits) => Promise<T>,
    { ctx, what }: { readonly ctx: CallContext; readonly what: string },
  ): Promise<T> => {
    const task = `reading ${what} from AWS Secrets Manager`;
    const limits = limitsOf(ctx, { clock: host.clock, closed: closed.signal, task });
    try {
      return await read(reader ?? (await limits.wait(open())), limits);
    } finally {
      limits.release();
    }
  };
  const getMany: Provider["getMany"] = (locations, ctx) =>
    withReader((reader, limits) => reader.readMany(locations, { limits, ctx }), {
      ctx,
      what: `${locations.length} secrets`,
    });
  return {
    locate: (ask) => locate(ask, values),
    parse,
    get: (location, ctx) =>
      withReader((reader, limits) => reader.read(location, limits), { ctx, what: `"${location.path}"` }),
    ...(values.batch ? { getMany } : {}),
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

import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import {
  CreateSecretCommand,
  type CreateSecretCommandInput,
  SecretsManager,
} from "@aws-sdk/client-secrets-manager";
import { nodeHost } from "@claviger/core";
import type { CallContext, Location, Provider, ProviderReport, SecretRecord } from "@claviger/core/provider";
import { aws } from "@claviger/provider-aws";
import { expect, vi } from "vitest";
import { awsOptions } from "./aws-options.ts";
import type { AwsCredentials } from "./servers/aws-credentials.ts";
import type { Ministack } from "./servers/start-ministack.ts";
import type { Moto } from "./servers/start-moto.ts";

/** In every value and secret key, and in nothing that claviger may say. */
export const canary = "canary-8c1f";

/** A test server, as the administrator of its secrets sees it. */
export type AwsServer = Pick<Ministack | Moto, "endpoint" | "region" | "rootCredentials">;

/** A provider, none of whose methods is missing. */
export type WholeProvider = Required<Omit<Provider, "watch" | "renew" | "revoke">>;

/** The SDK takes credentials from the process. `vi.unstubAllEnvs()` ends it. */
export function signInAs(credentials: AwsCredentials): void {
  vi.stubEnv("AWS_ACCESS_KEY_ID", credentials.accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey);
}

/** Opens providers and clients, and closes them all. */
export class AwsBench {
  readonly reports: ProviderReport[] = [];
  readonly #open: { close(): unknown }[] = [];

  /** A provider by its contract, as core would make it. */
  provider(options: Parameters<typeof awsOptions>[0]): WholeProvider {
    const made = aws.create(awsOptions({ region: "us-east-1", ...options }), nodeHost());
    this.#open.push({ close: () => made.close?.() });
    return made as WholeProvider;
  }

  /** AWS's own client, which may do everything. */
  admin({ endpoint, region, rootCredentials: credentials }: AwsServer): SecretsManager {
    const client = new SecretsManager({ endpoint, region, credentials });
    this.#open.push({ close: () => client.destroy() });
    return client;
  }

  /** Stores a secret under a name of its own, or one given. */
  async seed(
    at: AwsServer,
    value: Omit<CreateSecretCommandInput, "Name">,
    name = `claviger/${randomUUID()}`,
  ): Promise<{ readonly path: string; readonly version: string; readonly arn: string }> {
    const { VersionId = "", ARN = "" } = await this.admin(at).send(
      new CreateSecretCommand({ ...value, Name: name }),
    );
    return { path: name, version: VersionId, arn: ARN };
  }

  /** What a call of the contract gets. */
  context(ms = 15_000, signal: CallContext["signal"] = new AbortController().signal): CallContext {
    return { signal, deadline: Date.now() + ms, report: (report) => this.reports.push(report) };
  }

  async close(): Promise<void> {
    for (const opened of this.#open.splice(0)) await opened.close();
    this.reports.length = 0;
  }
}

/** What a call throws; nothing in it was a value, a secret key or a signature. */
export async function failureOf(call: Promise<unknown>): Promise<unknown> {
  const error: unknown = await call.then(
    (value) => {
      throw new Error(`It did not fail, and gave ${typeof value}.`);
    },
    (error: unknown) => error,
  );
  const shown = `${inspect(error, { depth: 9, showHidden: true })} ${JSON.stringify(error)} ${String(error)}`;
  expect(shown).not.toContain(canary);
  expect(shown).not.toMatch(/authorization|signature=/i);
  return error;
}

/** The text of a record. */
function textOf(record: SecretRecord | undefined): string | undefined {
  return record?.value.type === "text" ? record.value.text : undefined;
}

/** A text as it is written. */
export function text(value: string): { readonly type: "text"; readonly text: string } {
  return { type: "text", text: value };
}

/** All that an iteration gives. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** The text of a secret that a provider reads. */
export async function read(
  bench: AwsBench,
  provider: Pick<WholeProvider, "get">,
  location: Location,
): Promise<string | undefined> {
  return textOf(await provider.get(location, bench.context()));
}

import { usageError } from "../cli-error.ts";
import type { PlaceEntry } from "./entry.ts";
import { terraform } from "./terraform.ts";

export interface PlaceOptions {
  /** What a Kubernetes object is called. */
  readonly name: string;
  /** The SecretStore that an ExternalSecret reads from. */
  readonly store: string;
  /** Of AWS, for ARNs. */
  readonly region: string | undefined;
  readonly account: string | undefined;
}

type Format = (entries: readonly PlaceEntry[], options: PlaceOptions) => Promise<string>;

/** The formats that say where secrets are, and hold no value. */
export const placeFormats = {
  /** The External Secrets Operator's object. */
  "external-secret": async (entries, { name, store }) => {
    const data = entries.map(({ variable, location: { path, field } }) => ({
      secretKey: variable,
      remoteRef: { key: path, ...(field === undefined ? {} : { property: field }) },
    }));
    const spec = {
      refreshInterval: "5m",
      secretStoreRef: { name: store, kind: "SecretStore" },
      target: { name },
      data,
    };
    const object = { apiVersion: "external-secrets.io/v1", kind: "ExternalSecret", metadata: { name }, spec };
    return (await import("yaml")).stringify(object);
  },
  /** `secrets` of a container in a task definition. */
  ecs: async (entries, options) => {
    const secrets = entries.map((entry) => ({ name: entry.variable, valueFrom: valueFrom(entry, options) }));
    return `${JSON.stringify({ secrets }, undefined, 2)}\n`;
  },
  /** `env` of a job or step. */
  "github-actions": async (entries) => {
    const env = entries.map(({ variable }) => [variable, `\${{ secrets.${variable} }}`] as const);
    return (await import("yaml")).stringify({ env: Object.fromEntries(env) });
  },
  terraform: async (entries) => terraform(entries),
} as const satisfies Readonly<Record<string, Format>>;

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html */
function valueFrom({ variable, provider, location }: PlaceEntry, { region, account }: PlaceOptions): string {
  if (!/^aws(?:\.|$)/.test(provider)) {
    throw usageError(
      `ECS reads AWS alone, and ${variable} is kept in ${provider}`,
      "name the others, or choose with --provider an instance of aws",
    );
  }
  const { path, field } = location;
  const key = field === undefined ? "" : `:${field}::`;
  if (path.startsWith("arn:")) return `${path}${key}`;
  if (region === undefined || account === undefined)
    throw usageError(
      "ECS wants ARNs, for which the region and the account are needed",
      "give --region and --account",
    );
  const partition = region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  return `arn:${partition}:secretsmanager:${region}:${account}:secret:${path}${key}`;
}

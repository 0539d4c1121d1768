import { Link } from "../chain/link.ts";
import { resolveOptions } from "../configuration/resolve-options.ts";
import type { InstanceId } from "../configuration/instance-id.ts";
import type { Variables } from "../configuration/variables.ts";
import type { ProviderDefinition } from "../contract/define-provider.ts";
import type { Host } from "../contract/host.ts";
import { isSecretError, SecretError } from "../errors/secret-error.ts";
import type { EventStream } from "../events/event-stream.ts";
import type { CacheOptions } from "./create-secrets-options.ts";
import { createProvider } from "./create-provider.ts";

/** What all links of one chain have in common. */
export interface LinkSetting {
  readonly host: Host;
  readonly variables: Variables;
  readonly cache: Required<{ readonly [Key in keyof CacheOptions]: number }>;
  readonly events: EventStream;
}

/** One instance: which provider, and what the code and the configuration file gave. */
export interface InstancePlan {
  readonly definition: ProviderDefinition;
  readonly instance: InstanceId;
  readonly code?: Readonly<Record<string, unknown>>;
  readonly file?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Makes a link: its options resolved, its provider created, nothing opened.
 * @throws SecretError `not_configured`, `unsupported`
 */
export function buildLink(plan: InstancePlan, { host, variables, cache, events }: LinkSetting): Link {
  const { definition, instance, code = {}, file } = plan;
  const { environment } = host;
  const options = resolveOptions(definition, instance, {
    code,
    variables,
    environment,
    ...(file ? { file } : {}),
  });
  return new Link({
    id: instance.id,
    provider: createProvider(definition, options, host),
    capabilities: definition.capabilities,
    host,
    ttlMs: cache.ttl * 1000,
    absentTtlMs: cache.absentTtl * 1000,
    maxEntries: cache.maxEntries,
    onReport: (link, report) => {
      if (report.type !== "warning") return;
      events.warn(`${link.id} ${report.id}`, {
        code: `CLAVIGER_${report.id.toUpperCase().replaceAll("-", "_")}`,
        provider: link.id,
        message: report.message,
      });
    },
  });
}

/**
 * Makes all links of a chain.
 * @throws SecretError `not_configured`, with the problems of every instance
 */
export function buildLinks(plans: readonly InstancePlan[], setting: LinkSetting): Link[] {
  const links: Link[] = [];
  const errors: SecretError[] = [];
  for (const plan of plans) {
    try {
      links.push(buildLink(plan, setting));
    } catch (error) {
      if (!isSecretError(error)) throw error;
      errors.push(error);
    }
  }
  const [first] = errors;
  if (first && errors.length === 1) throw first;
  if (!first) return links;
  const problems = errors.map(({ problem, hint }) => `${problem}${hint ? ` (${hint})` : ""}`);
  throw new SecretError(
    first.code,
    `${errors.length} providers are not configured:\n- ${problems.join("\n- ")}\n`,
    { errors },
  );
}

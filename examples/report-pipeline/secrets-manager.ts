import { createSecrets, type Secrets, type SecretsEvent } from "@claviger/core";
import { aws } from "@claviger/provider-aws";
import { env } from "@claviger/provider-env";

interface Settings {
  readonly region?: string;
  readonly useAws: boolean;
  /** In seconds. */
  readonly cacheTtl?: number;
}

/** Cache, AWS, environment, default, error: the order that the pipeline has always had, without its code. */
export function createSecretsManager({ region, useAws, cacheTtl }: Settings): Secrets {
  return createSecrets({
    providers: useAws ? [aws({ region }), env()] : [env()],
    fallback: "unavailable",
    cache: { ttl: cacheTtl },
    onEvent: logSource,
  });
}

/** Each read logs its source, never the value; a failed read of AWS logs the reason. */
function logSource(event: SecretsEvent): void {
  const sources: Readonly<Record<string, string>> = { aws: "AWS", env: "environment" };
  if (event.type === "resolved") {
    const source = sources[event.provider] ?? event.provider;
    console.log(`SecretAccess ${event.name} from ${source}${event.cached ? " (cached)" : ""}`);
  }
  if (event.type === "fallback") console.log(`AWS read of ${event.name} failed: ${event.code}`);
}

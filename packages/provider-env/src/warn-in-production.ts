import type { CallContext, SecretRecord } from "@claviger/core/provider";

/** In production a secret in a `.env` file is a leftover of somebody's desk. A reference there is not a secret. */
export function warnInProduction(
  record: SecretRecord,
  { environment, ctx }: { readonly environment: string; readonly ctx: CallContext },
): void {
  if (environment !== "production" || record.metadata?.["origin"] !== "file") return;
  if (record.value.type === "reference") return;
  ctx.report({
    type: "warning",
    id: "env-file-in-production",
    message: `${record.source} was read in production: move it to a secrets store and leave a secret:// reference`,
  });
}

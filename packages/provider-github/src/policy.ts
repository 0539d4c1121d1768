import type { Scope } from "./scope.ts";

/**
 * The permissions that a GitHub App or a fine-grained token needs, and no more, as the API names them. They go by repository
 * or organisation: GitHub has none for a single secret.
 */
export function permissionsFor({ kind }: Scope, purpose: "read" | "write" | "rotate"): string {
  const access = purpose === "read" ? "read" : "write";
  if (kind === "organization") return `${JSON.stringify({ organization_secrets: access }, null, 2)}\n`;
  const permission = kind === "environment" ? "environments" : "secrets";
  return `${JSON.stringify({ metadata: "read", [permission]: access }, null, 2)}\n`;
}

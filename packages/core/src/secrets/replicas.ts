import type { ConfiguredProvider } from "../contract/define-provider.ts";

/** One layer of a chain that is several stores with the same secrets. */
export interface ReplicaGroup {
  readonly replicas: readonly ConfiguredProvider[];
}

/**
 * Several stores that keep the same secrets, as one layer: the next is asked when the one before is throttled, down or too
 * slow, whatever `fallback` says, and the group is without a secret only if every member says so. The member that answered
 * is asked first for a while; then the first is tried again.
 *
 * @example
 * ```ts
 * const secrets = createSecrets({
 *   providers: [replicas(aws({ region: "us-east-1", label: "main" }), aws({ region: "eu-west-1", label: "dr" })), env()],
 * });
 * ```
 */
export function replicas(...members: readonly ConfiguredProvider[]): ReplicaGroup {
  return { replicas: members };
}

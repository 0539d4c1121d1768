/**
 * claviger's core for applications: a chain of providers that is asked for secrets by name.
 *
 * @packageDocumentation
 */
export type { Fallback } from "./chain/decision-table.ts";
export { decisionTable } from "./chain/decision-table.ts";
export { defineConfig } from "./configuration/claviger-config.ts";
export type { ClavigerConfig } from "./configuration/claviger-config.ts";
export type { ConfiguredReference } from "./configuration/configured-references.ts";
export type { Manifest, SecretDeclaration } from "./configuration/manifest.ts";
export type {
  ConfiguredProvider,
  DeniedMeaning,
  InstanceOptions,
  ProviderDefinition,
  ProviderFactory,
} from "./contract/define-provider.ts";
export type { Host } from "./contract/host.ts";
export type { Attempt, AttemptAnswer } from "./errors/attempt.ts";
export type { ErrorCode } from "./errors/error-code.ts";
export { isSecretError, SecretError } from "./errors/secret-error.ts";
export type { SanitisedCause, SecretErrorDetails } from "./errors/secret-error.ts";
export type { SecretsEvent } from "./events/secrets-event.ts";
export { nodeHost } from "./host/node-host.ts";
export { formatReference } from "./reference/format-reference.ts";
export { isReference, parseReference } from "./reference/parse-reference.ts";
export type { Reference } from "./reference/reference.ts";
export { createSecrets } from "./secrets/create-secrets.ts";
export type { CacheOptions, CreateSecretsOptions } from "./secrets/create-secrets-options.ts";
export type { Deployment, DeploymentOptions } from "./secrets/deployment.ts";
export type { Explanation } from "./secrets/explanation.ts";
export type { BundleOptions, GetOptions, ReadOptions } from "./secrets/get-options.ts";
export { getSecret } from "./secrets/get-secret.ts";
export type { ChangeTarget, Instance, Instances } from "./secrets/instances.ts";
export { openDeployment } from "./secrets/open-deployment.ts";
export type { Secrets } from "./secrets/secrets.ts";
export { secretsFromEnv } from "./secrets/secrets-from-env.ts";
export { replicas } from "./secrets/replicas.ts";
export type { ReplicaGroup } from "./secrets/replicas.ts";
export type { LinkStats, SecretsStats } from "./secrets/stats.ts";
export type {
  DeleteSecretOptions,
  ListedSecret,
  ListOptions,
  NewValue,
  OperationOptions,
  RestoreOptions,
  SetOptions,
  SetStageOptions,
  Written,
} from "./secrets/write-options.ts";

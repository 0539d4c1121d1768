import type { Fallback } from "../chain/decision-table.ts";
import type { ConfiguredReference } from "../configuration/configured-references.ts";
import type { Manifest } from "../configuration/manifest.ts";
import type { ProviderDefinition } from "../contract/define-provider.ts";
import type { Host } from "../contract/host.ts";
import type { SecretsEvent } from "../events/secrets-event.ts";
import type { Instances } from "./instances.ts";
import type { Secrets } from "./secrets.ts";

/** How a deployment's configuration is read. */
export interface DeploymentOptions {
  /**
   * Statically imported providers (`[aws, env]`): nothing is loaded by name then, so that it works in a bundle. Which of
   * them are asked, and in which order, is still the configuration's to say.
   */
  readonly providers?: readonly ProviderDefinition[] | undefined;
  /** The environment's name: it wins over SECRETS_ENVIRONMENT, ENVIRONMENT and NODE_ENV. */
  readonly environment?: string | undefined;
  /** The configuration file. @default claviger.config.ts (.mts, .js, .mjs, .json) in the working directory */
  readonly config?: string | undefined;
  /** Gets every event. Without it, warnings go to `process.emitWarning`. */
  readonly onEvent?: ((event: SecretsEvent) => void) | undefined;
  /** The world that configuration and providers see. @default this process */
  readonly host?: Host | undefined;
  /** Asked last for a provider's package, with its name: how a tool brings its own copy. Resolves to the module or `undefined`. */
  readonly importProvider?: ((packageName: string) => Promise<unknown>) | undefined;
}

/** A deployment's configuration, read, and the chain that it asks for. */
export interface Deployment {
  readonly secrets: Secrets;
  readonly environment: string;
  readonly manifest: Manifest;
  /** The variables of the process and of `.env` files whose value is a `secret://` reference. */
  readonly references: readonly ConfiguredReference[];
  /** The instances of the chain, for tools that check, list and give out permissions. */
  readonly instances: () => Promise<Instances>;
  /** The chain's `fallback`. */
  readonly fallback: Fallback;
  /** The configuration file that was read. */
  readonly configPath: string | undefined;
  /** Where a variable of the configuration was read: `the environment`, `.env.local:3`; `undefined` if it is unset. */
  readonly originOf: (variable: string) => string | undefined;
}

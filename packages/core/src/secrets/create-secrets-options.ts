import type { Fallback } from "../chain/decision-table.ts";
import type { Manifest } from "../configuration/manifest.ts";
import type { ConfiguredProvider } from "../contract/define-provider.ts";
import type { ReplicaGroup } from "./replicas.ts";
import type { Host } from "../contract/host.ts";
import type { SecretsEvent } from "../events/secrets-event.ts";

export interface CacheOptions {
  /** How long a value is an answer, in seconds; up to a tenth less by chance. `0`: nothing is kept. @default 300 */
  readonly ttl?: number | undefined;
  /**
   * How long after its TTL a value may be served when its store is down, slow or throttling, in seconds; never after a
   * denial. @default 3600
   */
  readonly staleTtl?: number | undefined;
  /** How long an absence is, in seconds; never longer than `ttl`. @default 30 */
  readonly absentTtl?: number | undefined;
  /** How many answers each link keeps. @default 10_000 */
  readonly maxEntries?: number | undefined;
}

/** What a chain is made of. */
export interface CreateSecretsOptions {
  /**
   * The layers, in order: the first that has a name wins.
   * @example `[vault({ addr: "https://vault.internal:8200" }), env()]`
   */
  readonly providers: readonly (ConfiguredProvider | ReplicaGroup)[];
  /**
   * Which failures may be stepped past: `never`; `unavailable` (throttled, unavailable, timeout); `any` (also denied and
   * auth_failed). Every such step is warned about.
   * @default "never"
   */
  readonly fallback?: Fallback | undefined;
  readonly cache?: CacheOptions | undefined;
  /** The secrets by name: requirements, defaults, who may answer, and where each provider keeps them. */
  readonly secrets?: Manifest | undefined;
  /** Gets every event. Without it, warnings go to `process.emitWarning`. */
  readonly onEvent?: ((event: SecretsEvent) => void) | undefined;
  /** The world that providers see. `nodeHost({ … })` replaces parts of it. @default this process */
  readonly host?: Host | undefined;
}

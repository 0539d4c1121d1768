import { nodeHost, openDeployment as openWith } from "@claviger/core";
import type { Deployment, Host, SecretsEvent } from "@claviger/core";
import type { Report } from "./output/report.ts";
import { snapshotFileSystem } from "./snapshot-file-system.ts";

export interface OpenOptions {
  readonly environment?: string | undefined;
  readonly report: Report;
  /** Gets every event that is not a warning: those are reported. */
  readonly onEvent?: (event: SecretsEvent) => void;
  /** Files are looked at again, for a command that goes on for longer. @default false */
  readonly live?: boolean;
  /** Codes of warnings that the command says by itself, or has no use for. */
  readonly unsaid?: ReadonlySet<string>;
  /** Hears of each provider's package that the project has not, and the command brings. */
  readonly onOwnProvider?: (packageName: string) => void;
}

/**
 * The deployment that the working directory and the environment configure. The project's own copy of a provider is taken
 * before one that is part of this command (docs/decisions/0020-aws-in-the-command.md).
 */
export function openDeployment(options: OpenOptions): Promise<Deployment> {
  const { environment, report, onEvent, unsaid, onOwnProvider, live = false } = options;
  return openWith({
    environment,
    host: live ? nodeHost() : quickHost(),
    onEvent(event) {
      if (event.type !== "warning") onEvent?.(event);
      else if (!unsaid?.has(event.code)) report.warn(event.message);
    },
    async importProvider(packageName) {
      const own = await importOwnProvider(packageName);
      if (own !== undefined) onOwnProvider?.(packageName);
      return own;
    },
  });
}

/** The providers that are part of the command. */
async function importOwnProvider(packageName: string): Promise<unknown> {
  // oxlint-disable no-restricted-imports -- the two that the command brings
  if (packageName === "@claviger/provider-env") return await import("@claviger/provider-env");
  if (packageName === "@claviger/provider-aws") return await import("@claviger/provider-aws");
  // oxlint-enable no-restricted-imports
  return undefined;
}

/** This process, with files read once, and a clock that does not load Node's performance measurement (1.5 ms). */
function quickHost(): Host {
  const host = nodeHost({ fs: snapshotFileSystem() });
  return { ...host, clock: { ...host.clock, monotonic: () => process.uptime() * 1000 } };
}

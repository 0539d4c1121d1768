import { nodeHost, type Host } from "@claviger/core";
import type { CallContext, Provider, ProviderReport, SecretRecord } from "@claviger/core/provider";
import { env } from "../env.ts";

export interface EnvProvider {
  readonly provider: Provider;
  readonly host: Host;
  readonly reports: readonly ProviderReport[];
  readonly ctx: CallContext;
  /** Reads a name as the chain does: where it would be, then what is there. */
  readonly read: (name: string) => Promise<SecretRecord | undefined>;
  /** The text of a name, or what kind of value it is. */
  readonly text: (name: string) => Promise<string | undefined>;
}

/** The provider on a host that sees nothing but what the test gives it. */
export function envProvider(
  host: Partial<Host>,
  options: Partial<Parameters<typeof env.create>[0]> = {},
): EnvProvider {
  const reports: ProviderReport[] = [];
  const ctx: CallContext = {
    signal: new AbortController().signal,
    deadline: Infinity,
    report: (report) => reports.push(report),
  };
  const whole = nodeHost({ env: {}, ...host });
  const provider = env.create({ case: "upper-snake", ...options }, whole);
  const read = async (name: string): Promise<SecretRecord | undefined> => {
    const [location] = provider.locate({ name, as: "value" });
    return location && provider.get?.(location, ctx);
  };
  return {
    provider,
    host: whole,
    reports,
    ctx,
    read,
    async text(name) {
      const value = (await read(name))?.value;
      return value?.type === "text" ? value.text : value?.type;
    },
  };
}

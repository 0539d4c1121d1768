import { nodeHost } from "@claviger/core";
import type { Host, Provider } from "@claviger/core/provider";
import type { VaultOptions } from "../options.ts";
import { vault } from "../vault.ts";

/** The token of instances in tests: it must be found in no error. */
export const testToken = "hvs.canary-token";

type Instance = Required<Omit<Provider, "getMany" | "setStage" | "watch">>;

/** An instance with the defaults that core fills in, and without the process's environment. */
export function vaultInstance(options: Partial<VaultOptions> = {}, host: Partial<Host> = {}): Instance {
  const provider = vault.create(
    {
      addr: "http://127.0.0.1:8200",
      token: testToken,
      mount: "secret",
      case: "as-is",
      auth: "token",
      dynamic: ["database"],
      ...options,
    },
    nodeHost({ env: {}, ...host }),
  );
  if (!isInstance(provider)) throw new Error("The provider lacks a method.");
  return provider;
}

function isInstance(provider: Provider): provider is Instance {
  return ["get", "put", "patch", "list", "renew", "check", "policy", "close"].every(
    (method) => method in provider,
  );
}

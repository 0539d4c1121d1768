import { isSecretError, nodeHost } from "@claviger/core";
import type { CallContext, Host, Provider, ProviderReport, SecretError } from "@claviger/core/provider";
import { azure } from "@claviger/provider-azure";
import { leakCanary } from "@claviger/testing";
import { azureOptions } from "./azure-options.ts";
import { startKeyVault } from "./start-key-vault.ts";

type Options = Parameters<typeof azure.create>[0];

/** How long a caller waits. */
interface Patience {
  readonly ms?: number;
  readonly signal?: AbortSignal;
}

/** A vault, and instances of the provider to read it with. */
export async function startAzureBench() {
  const vault = await startKeyVault();
  const canary = leakCanary();
  const officer = vault.application("officer");
  canary.watch(officer.clientSecret);
  const instances: Provider[] = [];
  const reports: ProviderReport[] = [];

  /** An instance that may do everything, with the defaults that core fills in. */
  const instance = (options: Partial<Options> = {}, host: Host = nodeHost({ env: {} })) => {
    const made = azure.create({ case: "kebab", ...azureOptions(vault, officer), ...options }, host);
    instances.push(made);
    if (!isWhole(made)) throw new Error("The provider lacks a method.");
    return made;
  };
  const context = ({ ms = 10_000, signal = new AbortController().signal }: Patience = {}): CallContext => ({
    signal,
    deadline: Date.now() + ms,
    report: (report) => void reports.push(report),
  });
  /** The error of a call that has to fail, with nothing secret in it. */
  const failure = async (call: Promise<unknown>): Promise<SecretError> => {
    const error: unknown = await call.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    canary.assertNoLeak(error, "an error");
    if (!isSecretError(error)) throw new Error("It did not fail with a SecretError.", { cause: error });
    return error;
  };
  return {
    vault,
    canary,
    officer,
    reports,
    instance,
    context,
    failure,
    /** Between two tests. */
    async reset(): Promise<void> {
      for (const made of instances.splice(0)) await made.close?.();
      reports.length = 0;
      vault.state.slowly = false;
      vault.entra.fault = undefined;
      await vault.entra.up();
      await vault.up();
    },
    async stop(): Promise<void> {
      for (const made of instances.splice(0)) await made.close?.();
      await vault.stop();
    },
  };
}

export type AzureBench = Awaited<ReturnType<typeof startAzureBench>>;

const methods = [
  "get",
  "list",
  "versions",
  "put",
  "patch",
  "delete",
  "restore",
  "check",
  "policy",
  "close",
] as const;
type Whole = Provider & Required<Pick<Provider, (typeof methods)[number]>>;

function isWhole(provider: Provider): provider is Whole {
  return methods.every((method) => provider[method] !== undefined);
}

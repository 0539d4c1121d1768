import type { CallContext, ConfiguredProvider, Host, Provider } from "@claviger/core/provider";
import { decorateProvider } from "./decorate-provider.ts";
import { type Fault, suffer } from "./fault.ts";

/** A call that reached the provider. */
export interface FlakyCall {
  readonly method: string;
  /** The path that it is about, or the first of several. */
  readonly path: string | undefined;
}

/** What happens to the calls: one fault each in order, then all pass; or decided for each call. */
export type FaultScript = readonly Fault[] | ((call: FlakyCall, index: number) => Fault);

export interface FlakyProvider extends ConfiguredProvider {
  /** Every call to the store so far, in order; `locate`, `parse` and `policy` are none. */
  readonly calls: readonly FlakyCall[];
}

const disturbed: ReadonlySet<string | symbol> = new Set([
  "get",
  "getMany",
  "put",
  "patch",
  "delete",
  "restore",
  "setStage",
  "probe",
  "renew",
  "revoke",
  "check",
]);

/**
 * A provider whose calls fail, hang or take their time by a script. What is not disturbed is the inner provider's own
 * answer.
 *
 * @example
 * ```ts
 * const flaky = flakyProvider(inner, [{ fails: "unavailable" }, "hang", { delayMs: 200 }]);
 * const secrets = createSecrets({ providers: [flaky] });
 * ```
 */
export function flakyProvider(inner: ConfiguredProvider, script: FaultScript): FlakyProvider {
  const calls: FlakyCall[] = [];
  const faultOf = (call: FlakyCall): Fault => {
    const index = calls.push(call) - 1;
    return typeof script === "function" ? script(call, index) : (script[index] ?? "pass");
  };
  return { ...decorateProvider(inner, (provider, host) => disturb(provider, { faultOf, host })), calls };
}

interface Disturbance {
  readonly faultOf: (call: FlakyCall) => Fault;
  readonly host: Host;
}

function disturb(provider: Provider, { faultOf, host }: Disturbance): Provider {
  return new Proxy(provider, {
    get(target, key): unknown {
      const method: unknown = Reflect.get(target, key);
      if (typeof method !== "function" || !disturbed.has(key)) return method;
      return async (...parameters: readonly unknown[]): Promise<unknown> => {
        const call = { method: String(key), path: pathOf(parameters[0]) };
        const { signal, deadline } = parameters.at(-1) as CallContext;
        await suffer(faultOf(call), { signal, deadline, clock: host.clock, task: `a flaky ${call.method}` });
        return await Reflect.apply(method, target, parameters);
      };
    },
  });
}

function pathOf(subject: unknown): string | undefined {
  const first: unknown = Array.isArray(subject) ? subject[0] : subject;
  const path: unknown = typeof first === "object" && first !== null ? Reflect.get(first, "path") : undefined;
  return typeof path === "string" ? path : undefined;
}

import { nodeHost } from "@claviger/core";
import type { Fault } from "../../faults/fault.ts";
import type { LeakCanary } from "../../leak-canary.ts";
import { memoryProvider } from "../../memory/memory-provider.ts";
import { MemoryStore } from "../../memory/memory-store.ts";
import { writable } from "../../memory/writable.ts";
import type { ConformanceHarness } from "../harness.ts";

/** The reference provider, with faults in front of it. */
export function memoryHarness(canary: LeakCanary): ConformanceHarness & { readonly store: MemoryStore } {
  const [token, denied] = [canary.value(), canary.value()];
  const store = new MemoryStore({ tokens: [token], deniedTokens: [denied] });
  store.leases.addRole("database/creds/app", { makeValue: () => canary.value() });
  const memory = memoryProvider(store);
  const set = (fault: Fault) => (): void => void (store.fault = fault);
  return {
    store,
    host: nodeHost({ env: {}, environment: "test" }),
    provider: () => memory({ prefix: "app", token }),
    deniedProvider: () => memory({ prefix: "app", token: denied }),
    wrongCredentials: () => memory({ prefix: "app", token: canary.value() }),
    seed: async (name, value) => store.write(`app/${name}`, writable(value)).path,
    newVersion: async (path, value) => void store.write(path, writable(value)),
    remove: async (path) => (store.delete(path), "deleted"),
    mintingPath: "database/creds/app",
    server: {
      down: set({ fails: "unavailable" }),
      cut: set({ fails: "unavailable" }),
      truncate: set({ fails: "unavailable" }),
      garbage: set({ fails: "unavailable" }),
      hang: set("hang"),
      slow: (delayMs) => set({ delayMs })(),
      up: set("pass"),
      requests: () => store.requests,
    },
    close: async () => undefined,
  };
}

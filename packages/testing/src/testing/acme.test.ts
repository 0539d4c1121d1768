import { describeProvider, startFaultProxy } from "@claviger/testing";
import { acme } from "./acme.ts";
import { startAcme } from "./start-acme.ts";

describeProvider(
  "acme",
  async (canary) => {
    const [token, otherToken] = [canary.value(), canary.value()];
    const store = await startAcme({ readers: [token], others: [otherToken] });
    const proxy = await startFaultProxy({ upstream: store.address });
    return {
      provider: () => acme({ url: proxy.address, token }),
      seed: async (name, value) => {
        if (typeof value !== "string") throw new Error("Acme stores text.");
        store.secrets.set(name, value);
        return name;
      },
      remove: async (path) => {
        store.secrets.delete(path);
        return "absent";
      },
      deniedProvider: () => acme({ url: proxy.address, token: otherToken }),
      wrongCredentials: () => acme({ url: proxy.address, token: canary.value() }),
      server: proxy,
      close: async () => {
        await proxy.close();
        await store.close();
      },
    };
  },
  { capabilities: { fields: "Acme stores text", denial: true, authentication: true, faults: true } },
);

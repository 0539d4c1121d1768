import { describeProvider, startFaultProxy } from "@claviger/testing";
import { httpkv } from "../src/httpkv.ts";
import { startStore } from "./start-store.ts";

describeProvider(
  "httpkv",
  async (canary) => {
    const tokens = { mayAll: canary.value(), mayNothing: canary.value() };
    const store = await startStore(tokens);
    const proxy = await startFaultProxy({ upstream: store.address });
    const withToken = (token: string) => httpkv({ url: proxy.address, token });
    return {
      provider: () => withToken(tokens.mayAll),
      deniedProvider: () => withToken(tokens.mayNothing),
      wrongCredentials: () => withToken(canary.value()),
      seed: async (name, value) => {
        if (typeof value !== "string") throw new Error("The store holds text.");
        store.write(name, value);
        return name;
      },
      remove: async (path) => {
        store.secrets.delete(path);
        return "absent";
      },
      server: proxy,
      close: async () => {
        await proxy.close();
        await store.close();
      },
    };
  },
  {
    capabilities: {
      fields: "the store holds text",
      binary: "the store holds text",
      versions: "the store keeps no old values",
      removal: true,
      denial: true,
      authentication: true,
      faults: true,
      listing: true,
      writing: true,
      conditionalWrites: true,
      deleting: true,
    },
  },
);

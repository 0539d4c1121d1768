import { applyCase, type ConfiguredProvider, type Provider, SecretError } from "@claviger/core/provider";
import { nodeHost } from "@claviger/core";
import { github } from "@claviger/provider-github";
import {
  type ConformanceHarness,
  decorateProvider,
  describeProvider,
  type LeakCanary,
  startFaultProxy,
} from "@claviger/testing";
import type { SecretShelf } from "./servers/github/github-state.ts";
import { startGithub } from "./servers/github/start-github.ts";

async function harness(canary: LeakCanary): Promise<ConformanceHarness> {
  const fake = await startGithub();
  const proxy = await startFaultProxy({ upstream: fake.address });
  const { tokens, repositories } = fake.state;
  const [writer, denied] = [canary.value(), canary.value()];
  tokens.set(writer, { secrets: "write" }).set(denied, { secrets: "none" });
  const shelf = repositories.get("imip/platform")?.shelf;
  if (!shelf) throw new Error("The fake has no such repository.");
  // The suite never fills it by itself.
  Object.assign(shelf, { capacity: 10_000 });
  const providerFor = (token: string): ConfiguredProvider =>
    readable(github({ repo: "imip/platform", token, url: proxy.address }), shelf);
  return {
    host: nodeHost({ env: {}, environment: "test" }),
    provider: () => providerFor(writer),
    deniedProvider: () => providerFor(denied),
    wrongCredentials: () => providerFor(canary.value()),
    seed: async (name, value) => {
      if (typeof value !== "string") throw new Error("GitHub holds text.");
      const path = applyCase(name, "upper-snake");
      if (!/^[A-Z_][A-Z0-9_]*$/.test(path)) throw new Error("GitHub takes no such name.");
      shelf.keep(path, value);
      return path;
    },
    remove: async (path) => {
      shelf.secrets.delete(path);
      return "absent";
    },
    server: proxy,
    manyNames: 120,
    close: async () => {
      await proxy.close();
      await fake.stop();
    },
  };
}

/**
 * The provider with a read, without which the suite could show nothing: whether a secret is there is what the provider's own
 * `list` answers, over the network and with all that can go wrong there; the value is what the fake has opened.
 */
function readable(configured: ConfiguredProvider, shelf: SecretShelf): ConfiguredProvider {
  const decorated = decorateProvider(configured, (provider) => ({
    ...provider,
    async get({ path, version }, ctx) {
      if (version)
        throw new SecretError("unsupported", "GitHub has no versions", { hint: "ask without one" });
      const found = await isListed(provider, path, ctx);
      const text = shelf.secrets.get(path)?.value;
      return found && text !== undefined ? { id: path, value: { type: "text", text } } : undefined;
    },
  }));
  const capabilities = { ...decorated.definition.capabilities, read: true };
  return { ...decorated, definition: { ...decorated.definition, capabilities } };
}

async function isListed(
  provider: Provider,
  ...[path, ctx]: Parameters<NonNullable<Provider["list"]>>
): Promise<boolean> {
  for await (const info of provider.list?.(path, ctx) ?? []) if (info.path === path) return true;
  return false;
}

describeProvider("github on a fake behind Prism", harness, {
  capabilities: {
    fields: "GitHub holds text",
    binary: "GitHub holds text",
    versions: "GitHub keeps no versions",
    conditionalWrites: "GitHub has no conditional writes",
    removal: true,
    denial: true,
    authentication: true,
    faults: true,
    checks: true,
    policies: true,
    listing: true,
    writing: true,
    deleting: true,
  },
});

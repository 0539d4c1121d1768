import { describe, expectTypeOf, it } from "vitest";
import { type ConfiguredProvider, defineProvider, type ProviderDefinition } from "./define-provider.ts";
import type { Host } from "./host.ts";

const provider = defineProvider({
  contract: 1,
  name: "typed",
  options: {
    addr: { type: "url", doc: "", required: true },
    auth: { type: "choice", values: ["token", "approle"], doc: "" },
  },
  capabilities: { values: ["text"], versions: "none" },
  create: (options, host) => {
    expectTypeOf(options.addr).toEqualTypeOf<string>();
    expectTypeOf(options.auth).toEqualTypeOf<"token" | "approle" | undefined>();
    expectTypeOf(host).toEqualTypeOf<Host>();
    // @ts-expect-error an option that is not specified
    void options.nonsense;
    return { locate: () => [], parse: (path) => ({ path }) };
  },
});

describe("a defined provider", () => {
  it("is called to configure an instance, with a label and any of its options", () => {
    expectTypeOf(provider()).toEqualTypeOf<ConfiguredProvider>();
    expectTypeOf(
      provider({ addr: "http://x", auth: "token", label: "dr" }),
    ).toEqualTypeOf<ConfiguredProvider>();
    expectTypeOf(provider).toBeCallableWith({ addr: undefined });
  });

  it("takes no option that it does not specify, and none of another type", () => {
    // @ts-expect-error a misspelled option
    expectTypeOf(provider({ adr: "http://x" })).toEqualTypeOf<ConfiguredProvider>();
    // @ts-expect-error not one of the choice
    expectTypeOf(provider({ auth: "ldap" })).toEqualTypeOf<ConfiguredProvider>();
    // @ts-expect-error a label is text
    expectTypeOf(provider({ label: 5 })).toEqualTypeOf<ConfiguredProvider>();
  });

  it("is a definition, as secretsFromEnv takes it", () => {
    expectTypeOf(provider).toExtend<ProviderDefinition>();
  });

  it("has locate and parse at least", () => {
    const torn = defineProvider({
      contract: 1,
      name: "torn",
      options: {},
      capabilities: { values: ["text"], versions: "none" },
      // @ts-expect-error parse is missing
      create: () => ({ locate: () => [] }),
    });
    expectTypeOf(torn).toExtend<ProviderDefinition>();
  });
});

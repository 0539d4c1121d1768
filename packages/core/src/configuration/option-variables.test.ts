import { describe, expect, it } from "vitest";
import { optionVariables, variablePart } from "./option-variables.ts";
import { store } from "./testing/store-provider.ts";

describe("the variables of an option", () => {
  it("are the provider's, then the back end's own, in order", () => {
    expect(optionVariables(store, { id: "store", provider: "store" }, "addr")).toEqual([
      "SECRETS_STORE_ADDR",
      "STORE_ADDR",
      "OLD_STORE_ADDR",
    ]);
    expect(optionVariables(store, { id: "store", provider: "store" }, "maxBatch")).toEqual([
      "SECRETS_STORE_MAX_BATCH",
    ]);
  });

  it("are before those the labelled instance's own", () => {
    const instance = { id: "store.dr", provider: "store", label: "dr" };
    expect(optionVariables(store, instance, "token")).toEqual([
      "SECRETS_STORE_DR_TOKEN",
      "SECRETS_STORE_TOKEN",
      "STORE_TOKEN",
    ]);
  });

  it.each([
    ["vault", "VAULT"],
    ["k8s", "K8S"],
    ["claviger-provider-acme", "ACME"],
    ["claviger-provider-acme-kms", "ACME_KMS"],
    ["@acme/claviger-provider-kms", "KMS"],
  ])("of %s have %s in their names", (provider, part) => {
    expect(variablePart(provider)).toBe(part);
  });
});

import { describe, expect, it } from "vitest";
import { providerPackage } from "./provider-package.ts";

describe("the package of a provider", () => {
  it.each(["aws", "vault", "azure", "github", "file", "age", "env", "agent"])(
    "%s is claviger's own",
    (name) => {
      expect(providerPackage(name)).toBe(`@claviger/provider-${name}`);
    },
  );

  it("is a third party's where it is written out", () => {
    expect(providerPackage("claviger-provider-acme")).toBe("claviger-provider-acme");
    expect(providerPackage("@acme/claviger-provider-kms")).toBe("@acme/claviger-provider-kms");
  });

  it("is nobody's for any other short name", () => {
    expect(providerPackage("acme")).toBeUndefined();
    expect(providerPackage("toString")).toBeUndefined();
  });
});

import { describe, expect, it } from "vitest";
import { applyCase } from "./case.ts";

describe("a provider's case", () => {
  it.each([
    ["databaseUrl", "kebab", "database-url"],
    ["DATABASE_URL", "kebab", "database-url"],
    ["SECRET_KEY", "kebab", "secret-key"],
    ["database-url", "upper-snake", "DATABASE_URL"],
    ["K8S_TOKEN", "kebab", "k8s-token"],
    ["k8s-token", "upper-snake", "K8S_TOKEN"],
    ["Payments/stripeKey", "upper-snake", "PAYMENTS/STRIPE_KEY"],
    ["_private", "upper-snake", "PRIVATE"],
    ["MixedCase_name.x", "as-is", "MixedCase_name.x"],
  ] as const)("spells %j in %s as %j", (name, nameCase, spelled) => {
    expect(applyCase(name, nameCase)).toBe(spelled);
  });

  it("never makes an empty name, which would be the store's root", () => {
    for (const name of ["-", "__", "a/-", "."]) {
      expect(applyCase(name, "kebab").split("/")).not.toContain("");
      expect(applyCase(name, "upper-snake").split("/")).not.toContain("");
    }
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nameCases } from "./case.ts";
import { conventionalLocations } from "./conventional-locations.ts";

const value = (name: string) => ({ name, as: "value" }) as const;
const bundle = (name: string) => ({ name, as: "bundle" }) as const;

describe("where the naming rule keeps a name", () => {
  it("is the name as it is, with neither a prefix nor a bundle", () => {
    expect(conventionalLocations(value("MYSQL_PASSWORD"), {})).toEqual([{ path: "MYSQL_PASSWORD" }]);
  });

  it("is the name in the provider's case", () => {
    expect(conventionalLocations(value("SECRET_KEY"), { case: "kebab" })).toEqual([{ path: "secret-key" }]);
  });

  it("is a field of the bundle, derived, as the name is spelled", () => {
    const asked = value("SENDGRID_API_KEY");
    expect(conventionalLocations(asked, { bundle: "fluxion/production", case: "kebab" })).toEqual([
      { path: "fluxion/production", field: "SENDGRID_API_KEY", derived: true },
    ]);
  });

  it("is a secret of its own under the prefix, in the provider's case", () => {
    const convention = { prefix: "gaara-store/production/", case: "kebab" } as const;
    expect(conventionalLocations(value("DATABASE_URL"), convention)).toEqual([
      { path: "gaara-store/production/database-url" },
    ]);
  });

  it("is the bundle first and the prefix second, with both", () => {
    expect(conventionalLocations(value("TOKEN"), { bundle: "app/all", prefix: "app/" })).toEqual([
      { path: "app/all", field: "TOKEN", derived: true },
      { path: "app/TOKEN" },
    ]);
  });

  it.each([
    ["app", "app/key"],
    ["app/", "app/key"],
    ["app-", "app-key"],
    ["app_", "app_key"],
    ["app.", "app.key"],
    ["app/production", "app/production/key"],
    ["app:", "app:/key"],
  ])("puts a slash after the prefix %j unless it ends with a separator", (prefix, path) => {
    expect(conventionalLocations(value("key"), { prefix })).toEqual([{ path }]);
  });

  it("appends a name with a slash as it is written", () => {
    const asked = value("Payments/stripeKey");
    expect(conventionalLocations(asked, { prefix: "app/", case: "kebab" })).toEqual([
      { path: "app/Payments/stripeKey" },
    ]);
    expect(conventionalLocations(asked, { case: "upper-snake" })).toEqual([{ path: "Payments/stripeKey" }]);
  });

  it("takes an empty prefix or bundle for none", () => {
    expect(conventionalLocations(value("key"), { prefix: "", bundle: "" })).toEqual([{ path: "key" }]);
  });

  it("is a secret of its own for a bundle that is asked for by name", () => {
    const asked = bundle("afirgen/production/secrets");
    expect(conventionalLocations(asked, {})).toEqual([{ path: "afirgen/production/secrets" }]);
    expect(conventionalLocations(asked, { bundle: "other" })).toEqual([
      { path: "afirgen/production/secrets" },
    ]);
    expect(conventionalLocations(asked, { bundle: "other", prefix: "p/" })).toEqual([
      { path: "p/afirgen/production/secrets" },
    ]);
  });

  it("is somewhere for every name, and never the prefix itself", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.constantFrom(...nameCases), (name, nameCase) => {
        const [location] = conventionalLocations(value(name), { prefix: "app/", case: nameCase });
        expect(location?.path.length).toBeGreaterThan("app/".length);
      }),
    );
  });
});

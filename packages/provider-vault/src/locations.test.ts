import { describe, expect, test } from "vitest";
import { locate, parse } from "./locations.ts";

const naming = { mount: "secret", dynamic: ["database"], kv1: [], case: "as-is" } as const;

describe("where a name is looked up", () => {
  test.each([
    ["as it is", {}, "MONGO_URI", [{ path: "secret/MONGO_URI" }]],
    ["a name with a slash", {}, "payments/stripe", [{ path: "secret/payments/stripe" }]],
    [
      "in a bundle",
      { bundle: "imip/production" },
      "mongo-uri",
      [{ path: "secret/imip/production", field: "mongo-uri", derived: true }],
    ],
    [
      "under a prefix",
      { prefix: "imip/production" },
      "MONGO_URI",
      [{ path: "secret/imip/production/MONGO_URI" }],
    ],
    [
      "under a prefix in a case",
      { prefix: "imip", case: "kebab" as const },
      "MONGO_URI",
      [{ path: "secret/imip/mongo-uri" }],
    ],
    [
      "with both, the bundle first",
      { bundle: "b", prefix: "p/" },
      "n",
      [{ path: "secret/b", field: "n", derived: true }, { path: "secret/p/n" }],
    ],
    ["in a mount of several segments", { mount: "team/kv" }, "n", [{ path: "team/kv/n" }]],
    ["a name that no path can have", {}, "../sys/health", []],
  ])("%s", (_, options, name, expected) => {
    expect(locate({ name, as: "value" }, { ...naming, ...options })).toEqual(expected);
  });

  test("a bundle asked for by its name is a secret of its own", () => {
    expect(locate({ name: "imip/staging", as: "bundle" }, { ...naming, bundle: "imip/production" })).toEqual([
      { path: "secret/imip/staging" },
    ]);
  });

  test.each(["imip/production", "secret/imip/production"])(
    "the configured bundle asked for as %s",
    (name) => {
      expect(locate({ name, as: "bundle" }, { ...naming, bundle: "imip/production", prefix: "p" })).toEqual([
        { path: "secret/imip/production" },
      ]);
    },
  );
});

describe("a reference's path", () => {
  test("is mount-qualified", () => {
    expect(parse("kv/imip/production", naming)).toEqual({ path: "kv/imip/production" });
  });

  test("needs a secret after the mount", () => {
    expect(() => parse("MONGO_URI", naming)).toThrow(
      expect.objectContaining({ code: "invalid_ref", hint: expect.stringContaining("secret/MONGO_URI") }),
    );
  });

  test("of credentials that are made at each read says so, and others do not", () => {
    expect(parse("database/creds/app", naming)).toEqual({ path: "database/creds/app", mints: true });
    expect(parse("database/static-creds/app", naming)).toEqual({ path: "database/static-creds/app" });
    expect(parse("kv/creds/app", naming)).toEqual({ path: "kv/creds/app" });
  });

  test.each(["database/config/pg", "database/creds", "database/creds/app/x", "database/rotate-root/pg"])(
    "%s is no credential",
    (path) => {
      expect(() => parse(path, naming)).toThrow(expect.objectContaining({ code: "invalid_ref" }));
    },
  );
});

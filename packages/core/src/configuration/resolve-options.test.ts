import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { resolveOptions, type OptionSources } from "./resolve-options.ts";
import { parseInstanceId } from "./instance-id.ts";
import { failureOf } from "./testing/failure-of.ts";
import { store } from "./testing/store-provider.ts";
import { Variables } from "./variables.ts";

interface Given {
  readonly id?: string;
  readonly code?: OptionSources["code"];
  readonly env?: Readonly<Record<string, string>>;
  readonly dotenv?: Readonly<Record<string, string>>;
  readonly file?: Readonly<Record<string, unknown>>;
}

function resolve({ id = "store", code = {}, env = {}, dotenv = {}, file }: Given): Record<string, unknown> {
  const origin = Object.fromEntries(Object.keys(dotenv).map((name, index) => [name, `.env:${index + 1}`]));
  return resolveOptions(store, parseInstanceId(id) ?? { id, provider: id }, {
    code,
    variables: new Variables(env, { values: dotenv, origin }),
    environment: "staging",
    ...(file ? { file } : {}),
  }).options;
}

const addr = "http://code";

describe("an option", () => {
  it("is the code's, then the labelled variable's, the provider's, the back end's own, the file's, the default", () => {
    const sources: Given[] = [
      { code: { addr: "http://code" } },
      { env: { SECRETS_STORE_DR_ADDR: "http://labelled" } },
      { env: { SECRETS_STORE_ADDR: "http://provider" } },
      { env: { STORE_ADDR: "http://native" } },
      { env: { OLD_STORE_ADDR: "http://older" } },
      { file: { addr: "http://file" } },
    ];
    const expected = ["code", "labelled", "provider", "native", "older", "file"];
    for (const [index, winner] of expected.entries()) {
      const left = sources.slice(index);
      const given = {
        id: "store.dr",
        code: Object.assign({}, ...left.map(({ code }) => code)) as Record<string, unknown>,
        env: Object.assign({}, ...left.map(({ env }) => env)) as Record<string, string>,
        file: { addr: "http://file" },
      };
      expect(resolve(given)["addr"]).toBe(`http://${winner}`);
    }
  });

  it("is its default where nobody gives it, and absent where it has none", () => {
    expect(resolve({ code: { addr } })).toEqual({ addr, maxBatch: 20, tls: true, case: "as-is" });
  });

  it("of the process wins over the same variable of a .env file, also where it is empty there", () => {
    const dotenv = { SECRETS_STORE_PREFIX: "file/", STORE_ADDR: "http://file" };
    expect(resolve({ env: { SECRETS_STORE_PREFIX: "process/" }, dotenv })["prefix"]).toBe("process/");
    expect(resolve({ env: { SECRETS_STORE_PREFIX: "" }, dotenv })).not.toHaveProperty("prefix");
    expect(resolve({ env: { SECRETS_STORE_ADDR: "" }, dotenv })["addr"]).toBe("http://file");
  });

  it("that the code leaves undefined is not given", () => {
    expect(resolve({ code: { addr: undefined }, env: { STORE_ADDR: "http://native" } })["addr"]).toBe(
      "http://native",
    );
  });

  it("is read by its type", () => {
    const env = {
      STORE_ADDR: addr,
      SECRETS_STORE_MAX_BATCH: "5",
      SECRETS_STORE_TLS: "off",
      SECRETS_STORE_FILES: "a, b",
    };
    expect(resolve({ env })).toMatchObject({ maxBatch: 5, tls: false, files: ["a", "b"] });
  });

  it("has {environment} filled in, in texts and lists, but not in a secret", () => {
    const code = {
      addr,
      prefix: "app/{environment}/",
      files: [".env.{environment}"],
      token: "x{environment}",
    };
    expect(resolve({ code })).toMatchObject({
      prefix: "app/staging/",
      files: [".env.staging"],
      token: "x{environment}",
    });
  });
});

describe("what is wrong with an instance's options", () => {
  it("is told at once, with the variables that would set what is missing", async () => {
    const error = await failureOf(() =>
      resolve({
        id: "store.dr",
        code: { perfix: "x" },
        env: { SECRETS_STORE_MAX_BATCH: "many", SECRETS_STORE_DR_TLS: "maybe" },
        dotenv: { SECRETS_STORE_CASE: "Kebab" },
        file: { files: "a,b", nonsense: 1 },
      }),
    );
    expect(error).toMatchObject({ code: "not_configured", provider: "store.dr" });
    const [, list = ""] = /^provider store\.dr is not configured: (.*)$/.exec(error.problem) ?? [];
    expect(list.split("; ").toSorted()).toEqual(
      [
        'unknown option "perfix", did you mean "prefix"?',
        'unknown option "nonsense": it has addr, prefix, maxBatch, tls, files, case, identity, token, denied',
        "addr is missing: set SECRETS_STORE_DR_ADDR or SECRETS_STORE_ADDR or STORE_ADDR or OLD_STORE_ADDR (The address.)",
        "SECRETS_STORE_MAX_BATCH in the environment is not a whole number from 1 to 100",
        "SECRETS_STORE_DR_TLS in the environment is not true or false",
        "files in the configuration file is not a list of texts",
        "SECRETS_STORE_CASE in .env:1 is not one of as-is, kebab",
      ].toSorted(),
    );
  });

  it.each(["max", "addr", "case", "identity"])(
    "may be its label: %s begins an option's name",
    async (label) => {
      const error = await failureOf(() => resolve({ id: `store.${label}`, code: { addr } }));
      expect(error.problem).toContain(`the label "${label}" is a word of its option`);
    },
  );

  it.each(["m", "batch", "main", "2"])("is nothing for the label %s", (label) => {
    expect(resolve({ id: `store.${label}`, code: { addr } })["addr"]).toBe(addr);
  });

  it("never shows what was given", async () => {
    const hunter = "hunter2 hunter2";
    const error = await failureOf(() =>
      resolve({
        code: { addr: hunter, maxBatch: hunter, tls: hunter, token: 5 },
        env: { SECRETS_STORE_CASE: hunter, SECRETS_STORE_TOKEN: hunter },
        file: { files: hunter, identity: 5, prefix: [hunter] },
      }),
    );
    expect(inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error)).not.toContain("hunter2");
  });
});

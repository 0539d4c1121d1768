import { describe, expect, it } from "vitest";
import { chainSettings } from "./chain-settings.ts";
import type { ClavigerConfig } from "./claviger-config.ts";
import { failureOf } from "./testing/failure-of.ts";
import { Variables } from "./variables.ts";

function settings(variables: Record<string, string>, config: ClavigerConfig = {}) {
  const { layers, ...rest } = chainSettings(new Variables(variables), config);
  return { ids: layers.map((members) => members.map(({ id }) => id).join("+")), ...rest };
}

describe("the chain that configuration asks for", () => {
  it("is the variable's, then the file's, then the automatic one", () => {
    const config: ClavigerConfig = { providers: ["vault", "env"] };
    expect(settings({ SECRETS_PROVIDERS: "aws,env" }, config).ids).toEqual(["aws", "env"]);
    expect(settings({ SECRETS_PROVIDERS: "" }, config).ids).toEqual(["vault", "env"]);
    expect(settings({}, { providers: "vault,env" }).ids).toEqual(["vault", "env"]);
    expect(settings({ ENVIRONMENT: "production" }, config).ids).toEqual(["vault", "env"]);
    expect(settings({ ENVIRONMENT: "production" }).ids).toEqual(["aws", "env"]);
    expect(settings({}).ids).toEqual(["env"]);
  });

  it("falls back as the variable says, then the file, then never; the automatic AWS chain past outages", () => {
    expect(settings({ SECRETS_FALLBACK: "any" }, { fallback: "unavailable" }).fallback).toBe("any");
    expect(settings({}, { fallback: "unavailable" }).fallback).toBe("unavailable");
    expect(settings({ SECRETS_PROVIDERS: "aws,env" }).fallback).toBe("never");
    expect(settings({ USE_AWS_SECRETS: "true" }).fallback).toBe("unavailable");
    expect(settings({ USE_AWS_SECRETS: "true", SECRETS_FALLBACK: "never" }).fallback).toBe("never");
    expect(settings({ USE_AWS_SECRETS: "true" }, { fallback: "never" }).fallback).toBe("never");
    expect(settings({ SECRETS_PROVIDERS: "aws,env", ENVIRONMENT: "production" }).fallback).toBe("never");
  });

  it("keeps values as long as the variable says, or its older name, then the file", () => {
    const config: ClavigerConfig = { cache: { ttl: 60, maxEntries: 5 } };
    expect(settings({ SECRETS_CACHE_TTL: "10", SECRET_CACHE_TTL: "20" }, config).cache).toEqual({
      ttl: 10,
      maxEntries: 5,
    });
    expect(settings({ SECRET_CACHE_TTL: "20" }).cache).toEqual({ ttl: 20 });
    expect(settings({ SECRETS_CACHE_TTL: "0" }).cache).toEqual({ ttl: 0 });
    expect(settings({ SECRETS_CACHE_TTL: "" }, config).cache).toEqual({ ttl: 60, maxEntries: 5 });
    expect(settings({}).cache).toEqual({});
  });

  it.each(["-1", "1.5", "5m", "1e3", "9007199254740993", "hunter2"])(
    "refuses %s as a TTL, without showing it",
    async (ttl) => {
      const error = await failureOf(() => settings({ SECRETS_CACHE_TTL: ttl }));
      expect(error.problem).toBe("SECRETS_CACHE_TTL in the environment is not a whole number from 0");
    },
  );

  it("tells all that is wrong at once, with where it is", async () => {
    const files = {
      values: { SECRETS_PROVIDERS: "Vault,,env", SECRETS_FALLBACK: "sometimes", SECRET_CACHE_TTL: "long" },
      origin: { SECRETS_PROVIDERS: ".env:1", SECRETS_FALLBACK: ".env:2", SECRET_CACHE_TTL: ".env:3" },
    };
    const error = await failureOf(() => chainSettings(new Variables({}, files), {}));
    expect(error.code).toBe("not_configured");
    expect(error.problem).toContain("SECRETS_PROVIDERS in .env:1 is malformed");
    expect(error.problem).toContain("layer 2 is empty");
    expect(error.problem).toContain("SECRETS_FALLBACK in .env:2 is not one of never, unavailable, any");
    expect(error.problem).toContain("SECRET_CACHE_TTL in .env:3 is not a whole number from 0");
    expect(error.errors).toHaveLength(3);
  });

  it("has no layer that the file leaves empty", async () => {
    const error = await failureOf(() => settings({}, { providers: [] }));
    expect(error.problem).toBe("providers in the configuration file is malformed: layer 1 is empty");
  });
});

import { describe, expect, it } from "vitest";
import { parseInstanceId } from "./instance-id.ts";
import { store } from "./testing/store-provider.ts";
import { unknownVariables } from "./unknown-variables.ts";
import { Variables } from "./variables.ts";

function warnings(env: Readonly<Record<string, string>>, ids: readonly string[] = ["store"]): string[] {
  const instances = ids.map((id) => ({
    definition: store,
    instance: parseInstanceId(id) ?? { id, provider: id },
  }));
  return unknownVariables(new Variables(env), instances);
}

describe("a variable that nothing reads", () => {
  it.each([
    ["SECRETS_STORE_PERFIX", "SECRETS_STORE_PREFIX"],
    ["SECRETS_STORE_MAXBATCH", "SECRETS_STORE_MAX_BATCH"],
    ["SECRETS_PROVIDER", "SECRETS_PROVIDERS"],
    ["SECRETS_FALBACK", "SECRETS_FALLBACK"],
    ["SECRETS_CACHE_TTLS", "SECRETS_CACHE_TTL"],
    ["SECRETS_ENVIROMENT", "SECRETS_ENVIRONMENT"],
    ["SECRETS_ENV_FILE", "SECRETS_ENV_FILES"],
  ])("is warned about with the nearest name: %s, %s", (written, meant) => {
    expect(warnings({ [written]: "hunter2" })).toEqual([
      `${written} is set in the environment and read by nothing: did you mean ${meant}?`,
    ]);
  });

  it("is warned about without one, where it is a provider's of this chain and near to none", () => {
    expect(warnings({ SECRETS_STORE_COMPLETELY_ELSE: "x" })).toEqual([
      "SECRETS_STORE_COMPLETELY_ELSE is set in the environment and read by nothing",
    ]);
  });

  it("is warned about with the line of its file", () => {
    const files = { values: { SECRETS_PROVIDER: "env" }, origin: { SECRETS_PROVIDER: ".env:7" } };
    expect(unknownVariables(new Variables({}, files), [])).toEqual([
      "SECRETS_PROVIDER is set in .env:7 and read by nothing: did you mean SECRETS_PROVIDERS?",
    ]);
  });
});

describe("no warning", () => {
  it("is given for what is read, labelled or not", () => {
    const env = {
      SECRETS_PROVIDERS: "store.dr",
      SECRETS_STORE_ADDR: "x",
      SECRETS_STORE_DR_ADDR: "x",
      SECRETS_CACHE_TTL: "1",
      STORE_ADDR: "x",
    };
    expect(warnings(env, ["store.dr"])).toEqual([]);
  });

  it.each([
    "SECRETS_AWS_CASE",
    "SECRETS_AGE_FILE",
    "SECRETS_FILE_DIR",
    "SECRETS_VAULT_PREFIX",
    "SECRETS_ACME_CASE",
    "SECRETS_STONE_ADDR",
    "SECRETS_MANAGER_URL",
    "SECRETS_BUCKET",
    "SECRET_KEY",
    "MY_SECRETS_PROVIDER",
  ])("is given for %s, which may be somebody else's", (name) => {
    expect(warnings({ [name]: "x" })).toEqual([]);
  });

  it("is given for an empty variable", () => {
    expect(warnings({ SECRETS_PROVIDER: "" })).toEqual([]);
  });
});

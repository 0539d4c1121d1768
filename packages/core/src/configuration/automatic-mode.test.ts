import { describe, expect, it } from "vitest";
import { automaticMode } from "./automatic-mode.ts";
import { failureOf } from "./testing/failure-of.ts";
import { Variables } from "./variables.ts";

const aws = { providers: "aws,env", fallback: "unavailable" };
const env = { providers: "env", fallback: "never" };

describe("the automatic mode", () => {
  it.each([
    // Nothing says: the environment alone.
    [{}, env],
    [{ ENVIRONMENT: "development" }, env],
    [{ ENVIRONMENT: "staging" }, env],
    // The environment's name, which NODE_ENV never gives here.
    [{ ENVIRONMENT: "production" }, aws],
    [{ ENVIRONMENT: "Production" }, aws],
    [{ ENVIRONMENT: "production\r" }, aws],
    [{ SECRETS_ENVIRONMENT: "production" }, aws],
    [{ NODE_ENV: "production" }, env],
    [{ NODE_ENV: "production", ENVIRONMENT: "staging" }, env],
    [{ SECRETS_ENVIRONMENT: "staging", ENVIRONMENT: "production" }, env],
    [{ SECRETS_ENVIRONMENT: "", ENVIRONMENT: "production" }, aws],
    [{ ENVIRONMENT: "production-eu" }, env],
    // The name of a bundle; empty means "use local".
    [{ AWS_SECRET_NAME: "fluxion/production" }, aws],
    [{ AWS_SECRET_NAME: "fluxion/production", ENVIRONMENT: "development" }, aws],
    [{ AWS_SECRET_NAME: "" }, env],
    [{ AWS_SECRET_NAME: "", ENVIRONMENT: "production" }, aws],
    // The switch, which wins over all of it.
    [{ USE_AWS_SECRETS: "true" }, aws],
    [{ USE_AWS_SECRETS: "1", ENVIRONMENT: "development" }, aws],
    [{ USE_AWS_SECRETS: "false", ENVIRONMENT: "production", AWS_SECRET_NAME: "x" }, env],
    [{ USE_AWS_SECRETS: "False", ENVIRONMENT: "production" }, env],
    [{ USE_AWS_SECRETS: "", ENVIRONMENT: "production" }, aws],
    // Other variables of AWS say nothing.
    [{ AWS_REGION: "eu-west-1", SECRET_NAME: "imip/production" }, env],
  ])("makes of %j %j", (variables, mode) => {
    expect(automaticMode(new Variables(variables))).toEqual(mode);
  });

  it("reads the variables of .env files too", () => {
    const files = { values: { USE_AWS_SECRETS: "true" }, origin: { USE_AWS_SECRETS: ".env:1" } };
    expect(automaticMode(new Variables({}, files))).toEqual(aws);
    expect(automaticMode(new Variables({ USE_AWS_SECRETS: "false" }, files))).toEqual(env);
  });

  it("refuses a switch that is neither on nor off, without its text", async () => {
    const error = await failureOf(() => automaticMode(new Variables({ USE_AWS_SECRETS: "hunter2" })));
    expect(error).toMatchObject({
      code: "not_configured",
      problem: "USE_AWS_SECRETS in the environment is neither true nor false",
    });
    expect(JSON.stringify(error)).not.toContain("hunter2");
  });
});

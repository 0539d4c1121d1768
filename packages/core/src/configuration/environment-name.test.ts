import { describe, expect, it } from "vitest";
import { environmentName, fillEnvironment } from "./environment-name.ts";
import { Variables } from "./variables.ts";

describe("the deployment's environment", () => {
  it.each([
    [{}, undefined],
    [{ NODE_ENV: "test" }, "test"],
    [{ NODE_ENV: "test", ENVIRONMENT: "Staging" }, "staging"],
    [{ NODE_ENV: "test", ENVIRONMENT: "staging", SECRETS_ENVIRONMENT: "production" }, "production"],
    [{ NODE_ENV: "test", ENVIRONMENT: "" }, "test"],
    [{ ENVIRONMENT: " production\r" }, "production"],
    [{ ENVIRONMENT: " " }, undefined],
  ])("of %j is %j", (variables, name) => {
    expect(environmentName(new Variables(variables))).toBe(name);
  });

  it("is filled in wherever it is written, as it is", () => {
    expect(fillEnvironment("a/{environment}/b-{environment}", "staging")).toBe("a/staging/b-staging");
    expect(fillEnvironment("a/{environment}", "$&")).toBe("a/$&");
    expect(fillEnvironment("{ environment }{Environment}", "x")).toBe("{ environment }{Environment}");
  });
});

import { describe, expect, it } from "vitest";
import { configuredReferences } from "./configured-references.ts";
import { Variables } from "./variables.ts";

describe("the variables that hold references", () => {
  it("are those of the process and of files, with where they are, and no others", () => {
    const files = {
      values: { TOKEN: "secret:///token", OTHER: "secret://vault/x", PLAIN: "hunter2" },
      origin: { TOKEN: ".env:1", OTHER: ".env:2", PLAIN: ".env:3" },
    };
    const env = { DATABASE_URL: "secret://aws/db?field=url", OTHER: "", KEY: "hunter2 secret://aws/x" };
    expect(configuredReferences(new Variables(env, files))).toEqual([
      { name: "DATABASE_URL", reference: "secret://aws/db?field=url", origin: "the environment" },
      { name: "TOKEN", reference: "secret:///token", origin: ".env:1" },
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { parseProviderList } from "./provider-list.ts";
import { failureOf } from "./testing/failure-of.ts";

/** The layers, a group's members joined by `+`. */
const ids = (text: string): string[] =>
  parseProviderList(text, "SECRETS_PROVIDERS").map((members) => members.map(({ id }) => id).join("+"));

describe("SECRETS_PROVIDERS", () => {
  it.each([
    ["env", ["env"]],
    ["vault,aws,env", ["vault", "aws", "env"]],
    [" vault , env ", ["vault", "env"]],
    ["aws.main,aws.dr,aws", ["aws.main", "aws.dr", "aws"]],
    [
      "claviger-provider-acme,@acme/claviger-provider-kms.eu",
      ["claviger-provider-acme", "@acme/claviger-provider-kms.eu"],
    ],
    ["env\r", ["env"]],
    ["aws.main+aws.dr,env", ["aws.main+aws.dr", "env"]],
    [" aws.a + vault , env", ["aws.a+vault", "env"]],
  ])("%j is read in order", (text, expected) => {
    expect(ids(text)).toEqual(expected);
  });

  it.each([
    ["", "layer 1 is empty"],
    [" ", "layer 1 is empty"],
    ["vault,,env", "layer 2 is empty"],
    ["vault,env,", "layer 3 is empty"],
    ["aws.a+,env", "member 2 of layer 1 is empty"],
    ["env,aws.a+aws.a", "member 2 of layer 2 is an instance that was listed before"],
    ["aws.a,vault+aws.a", "member 2 of layer 2 is an instance that was listed before"],
    ["aws.a+AWS", 'member 2 of layer 1, "AWS", is not a provider\'s name'],
    ["vault,Env", 'layer 2, "Env", is not a provider\'s name'],
    ["vault env", "layer 1, a text of 9 characters, is not a provider's name"],
    ["vault;env", "layer 1, a text of 9 characters, is not a provider's name"],
    ["./provider.js", 'layer 1, "./provider.js", is not a provider\'s name'],
    ["vault,vault", "layer 2 is an instance that was listed before"],
    ["aws.dr,env,aws.dr", "layer 3 is an instance that was listed before"],
  ])("%j is malformed", async (text, problem) => {
    const error = await failureOf(() => ids(text));
    expect(error).toMatchObject({
      code: "not_configured",
      problem: `SECRETS_PROVIDERS is malformed: ${problem}`,
    });
  });

  it("is told all its problems at once", async () => {
    const error = await failureOf(() => ids("Env,,vault+aws,aws,aws"));
    expect(error.problem.split("; ")).toHaveLength(4);
  });

  it("is not shown where a value was pasted there", async () => {
    for (const value of ["p:hunter2@host", `hunter2${"X".repeat(40)}`, "hunter2+hunter2"]) {
      const error = await failureOf(() => ids(value));
      expect(JSON.stringify(error)).not.toContain("hunter2");
    }
  });
});

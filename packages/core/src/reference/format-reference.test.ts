import { describe, expect, it } from "vitest";
import { formatReference } from "./format-reference.ts";

describe("the canonical form of a reference", () => {
  it.each([
    [{ path: "database-url" }, "secret:///database-url"],
    [{ provider: "aws.dr", path: "a/b" }, "secret://aws.dr/a/b"],
    [{ provider: "aws", path: "arn:aws:x:secret:a/b-1" }, "secret://aws/arn:aws:x:secret:a/b-1"],
    [{ provider: "aws", path: "a b/#?%" }, "secret://aws/a%20b/%23%3F%25"],
    [{ path: "app", field: "KEY" }, "secret:///app?field=KEY"],
    [{ path: "app", field: "/db/0" }, "secret:///app?field=/db/0"],
    [{ path: "app", field: "a&b=c#d" }, "secret:///app?field=a%26b%3Dc%23d"],
    [{ path: "app", version: { version: "3" } }, "secret:///app?version=3"],
    [{ path: "app", field: "k", version: { stage: "previous" } }, "secret:///app?field=k&stage=previous"],
    [{ provider: "@acme/claviger-provider-kms", path: "x" }, "secret://@acme/claviger-provider-kms/x"],
  ])("of %j is %s", (reference, written) => {
    expect(formatReference(reference)).toBe(written);
  });

  it("never has an unquoted #, which would begin a comment in a .env file", () => {
    expect(formatReference({ path: "a#b", field: "c#d" })).not.toContain("#");
  });
});

import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { isSecretError, SecretError, type SanitisedCause } from "./secret-error.ts";

/** The same module a second time, as when two versions of core are installed in one tree. */
async function secondCopy(): Promise<{
  readonly SecretError: typeof SecretError;
  readonly isSecretError: typeof isSecretError;
}> {
  const address = "./secret-error.ts?second-copy";
  return (await import(/* @vite-ignore */ address)) as Awaited<ReturnType<typeof secondCopy>>;
}

const full = new SecretError("denied", "aws may not read app/key", {
  name: "key",
  provider: "aws",
  location: "app/key",
  hint: "allow secretsmanager:GetSecretValue",
  cause: { name: "AccessDeniedException", status: 400, requestId: "r-1" },
  attempts: [{ provider: "aws", answer: "denied", cached: false, ms: 3 }],
});

describe("the message of a secret error", () => {
  it("says what failed, the code, the next step and where it is explained", () => {
    expect(full.message).toBe(
      "aws may not read app/key (denied). Next: allow secretsmanager:GetSecretValue. See @claviger/core/docs/errors.md#denied",
    );
  });

  it("leaves the next step out where there is none", () => {
    expect(new SecretError("internal", "it broke").message).toBe(
      "it broke (internal). See @claviger/core/docs/errors.md#internal",
    );
  });
});

describe("a secret error", () => {
  it("is an error, with what it is about as properties", () => {
    expect(full).toBeInstanceOf(Error);
    expect(full).toMatchObject({
      name: "SecretError",
      code: "denied",
      problem: "aws may not read app/key",
      secret: "key",
      provider: "aws",
      location: "app/key",
      hint: "allow secretsmanager:GetSecretValue",
      help: "@claviger/core/docs/errors.md#denied",
      errors: [],
    });
  });

  it("is everything but the stack as JSON, without what is not known", () => {
    expect(JSON.parse(JSON.stringify(full))).toEqual({
      name: "SecretError",
      code: "denied",
      message: full.message,
      secret: "key",
      provider: "aws",
      location: "app/key",
      hint: "allow secretsmanager:GetSecretValue",
      help: "@claviger/core/docs/errors.md#denied",
      cause: { name: "AccessDeniedException", status: 400, requestId: "r-1" },
      attempts: [{ provider: "aws", answer: "denied", cached: false, ms: 3 }],
    });
    expect(Object.keys(JSON.parse(JSON.stringify(new SecretError("timeout", "too late"))) as object)).toEqual(
      ["name", "code", "message", "help"],
    );
  });

  it("holds single failures, in JSON too", () => {
    const several = new SecretError("denied", "2 of 2 failed", {
      errors: [full, new SecretError("timeout", "late")],
    });
    expect((JSON.parse(JSON.stringify(several)) as { errors: unknown }).errors).toMatchObject([
      { code: "denied" },
      { code: "timeout" },
    ]);
  });
});

describe("the cause of a secret error", () => {
  it("keeps four properties of whatever was passed, and never its message, request, response or stack", () => {
    const native = Object.assign(new TypeError("hunter2"), {
      code: "ECONNREFUSED",
      status: 503,
      requestId: "r-2",
      config: { headers: { "x-vault-token": "hunter2" }, data: "hunter2" },
      response: { body: "hunter2" },
      cause: new Error("hunter2"),
    });
    const error = new SecretError("unavailable", "it cannot be reached", { cause: native });
    expect(error.cause).toEqual({ name: "TypeError", code: "ECONNREFUSED", status: 503, requestId: "r-2" });
    expect(inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error)).not.toContain("hunter2");
  });

  it("drops what is not of the right type, and is absent where nothing is left", () => {
    const odd = { name: { toString: () => "hunter2" }, code: 5, status: "400", requestId: ["hunter2"] };
    const error = new SecretError("internal", "it broke", { cause: odd as unknown as SanitisedCause });
    expect(error).not.toHaveProperty("cause");
    expect(new SecretError("internal", "it broke", { cause: {} })).not.toHaveProperty("cause");
    const thrown = "hunter2" as unknown as SanitisedCause;
    expect(inspect(new SecretError("internal", "it broke", { cause: thrown }))).not.toContain("hunter2");
  });
});

describe("recognising a secret error", () => {
  it("is by its code, where one is given", () => {
    expect(isSecretError(full)).toBe(true);
    expect(isSecretError(full, "denied")).toBe(true);
    expect(isSecretError(full, "timeout")).toBe(false);
  });

  it("works across two copies of core, where instanceof does not", async () => {
    const copy = await secondCopy();
    const theirs = new copy.SecretError("denied", "theirs");
    expect(theirs).not.toBeInstanceOf(SecretError);
    expect(isSecretError(theirs, "denied")).toBe(true);
    expect(copy.isSecretError(full, "denied")).toBe(true);
  });

  it.each([
    undefined,
    null,
    "denied",
    0,
    {},
    new Error("denied"),
    Object.assign(new Error("x"), { name: "SecretError", code: "denied" }),
    JSON.parse(JSON.stringify(full)) as unknown,
  ])("takes nothing else for one: %s", (thrown) => {
    expect(isSecretError(thrown)).toBe(false);
  });
});

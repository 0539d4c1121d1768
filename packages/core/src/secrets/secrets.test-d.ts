import { describe, expectTypeOf, it } from "vitest";
import { getSecret } from "./get-secret.ts";
import type { GetOptions } from "./get-options.ts";
import type { Secrets } from "./secrets.ts";

declare const secrets: Secrets;
declare const options: GetOptions;

describe("get", () => {
  it("resolves to text, unless the secret may be missing", () => {
    expectTypeOf(secrets.get("a")).resolves.toEqualTypeOf<string>();
    expectTypeOf(secrets.get("a", {})).resolves.toEqualTypeOf<string>();
    expectTypeOf(secrets.get("a", { refresh: true, stage: "previous" })).resolves.toEqualTypeOf<string>();
    expectTypeOf(secrets.get("a", { required: true })).resolves.toEqualTypeOf<string>();
    expectTypeOf(secrets.get("a", { default: "x" })).resolves.toEqualTypeOf<string>();
    expectTypeOf(secrets.get("a", { required: false, default: "x" })).resolves.toEqualTypeOf<string>();
    expectTypeOf(secrets.get("a", { required: false })).resolves.toEqualTypeOf<string | undefined>();
    expectTypeOf(secrets.get("a", options)).resolves.toEqualTypeOf<string | undefined>();
  });

  it("takes options that are undefined, as they come from elsewhere", () => {
    const read = secrets.get("a", { signal: undefined, stage: undefined, refresh: undefined });
    expectTypeOf(read).resolves.toEqualTypeOf<string>();
  });

  it("takes a name, and a default that is text", () => {
    // @ts-expect-error a name may not be missing
    expectTypeOf(secrets.get(process.env["NAME"])).resolves.toEqualTypeOf<string>();
    // @ts-expect-error a default is text
    expectTypeOf(secrets.get("a", { default: 30 })).resolves.toEqualTypeOf<string>();
  });

  it("is the same on the one instance", () => {
    expectTypeOf(getSecret("a")).resolves.toEqualTypeOf<string>();
    expectTypeOf(getSecret("a", { default: "x" })).resolves.toEqualTypeOf<string>();
    expectTypeOf(getSecret("a", { required: false })).resolves.toEqualTypeOf<string | undefined>();
  });
});

describe("getMany", () => {
  it("resolves to a record of exactly the names that were asked", async () => {
    const values = await secrets.getMany(["SECRET_KEY", "MONGO_URI"]);
    expectTypeOf(values).toEqualTypeOf<Record<"SECRET_KEY" | "MONGO_URI", string>>();
    // @ts-expect-error it was not asked
    void values.OTHER;
  });

  it("takes names that are known only at run time", () => {
    expectTypeOf(secrets.getMany([] as string[])).resolves.toEqualTypeOf<Record<string, string>>();
  });
});

describe("getBundle", () => {
  it("resolves to the fields that were asked, or to any", () => {
    const fields = secrets.getBundle("app", { fields: ["USER", "PASSWORD"] });
    expectTypeOf(fields).resolves.toEqualTypeOf<Record<"USER" | "PASSWORD", string>>();
    expectTypeOf(secrets.getBundle("app")).resolves.toEqualTypeOf<Record<string, string>>();
    expectTypeOf(secrets.getBundle("app", { refresh: true })).resolves.toEqualTypeOf<
      Record<string, string>
    >();
  });
});

describe("getBytes", () => {
  it("resolves to bytes and takes no default", () => {
    expectTypeOf(secrets.getBytes("a")).resolves.toEqualTypeOf<Uint8Array>();
    // @ts-expect-error bytes have no default
    void secrets.getBytes("a", { default: "x" });
  });
});

describe("secrets", () => {
  it("are closed at the end of their block", () => {
    expectTypeOf<Secrets>().toExtend<AsyncDisposable>();
  });
});

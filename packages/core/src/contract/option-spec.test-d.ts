import { describe, expectTypeOf, it } from "vitest";
import type { OptionInput, OptionSpecs, OptionValues } from "./option-spec.ts";

const specs = {
  addr: { type: "url", doc: "", required: true },
  prefix: { type: "string", doc: "" },
  identity: { type: "path", doc: "", default: "./id" },
  maxBatch: { type: "integer", doc: "", default: 20 },
  port: { type: "integer", doc: "" },
  tls: { type: "boolean", doc: "", default: false },
  files: { type: "list", doc: "" },
  auth: { type: "choice", values: ["token", "approle"], doc: "", default: "token" },
  case: { type: "choice", values: ["kebab"], doc: "" },
} as const satisfies OptionSpecs;

interface Values {
  readonly addr: string;
  readonly identity: string;
  readonly maxBatch: number;
  readonly tls: boolean;
  readonly auth: "token" | "approle";
  readonly prefix?: string;
  readonly port?: number;
  readonly files?: readonly string[];
  readonly case?: "kebab";
}

/** The same type, its intersections resolved. */
type Plain<T> = { [Key in keyof T]: T[Key] };

describe("the options that create receives", () => {
  it("have the types of their kinds, and are there where required or with a default, `false` too", () => {
    expectTypeOf<Plain<OptionValues<typeof specs>>>().toEqualTypeOf<Values>();
  });
});

describe("the options that a caller may give", () => {
  it("are all optional, also the required one, since a variable may give it", () => {
    expectTypeOf<{}>().toExtend<OptionInput<typeof specs>>();
    expectTypeOf<{ addr: undefined }>().toExtend<OptionInput<typeof specs>>();
    expectTypeOf<OptionInput<typeof specs>["auth"]>().toEqualTypeOf<"token" | "approle" | undefined>();
    expectTypeOf<OptionInput<typeof specs>["files"]>().toEqualTypeOf<readonly string[] | undefined>();
  });

  it("are of their types and no others", () => {
    expectTypeOf<{ auth: "ldap" }>().not.toExtend<OptionInput<typeof specs>>();
    expectTypeOf<{ maxBatch: "20" }>().not.toExtend<OptionInput<typeof specs>>();
  });
});

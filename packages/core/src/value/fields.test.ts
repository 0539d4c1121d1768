import { describe, expect, it } from "vitest";
import { fieldsFromJson, fieldsFromText } from "./fields.ts";

describe("the fields of a text", () => {
  it("are the members of the JSON object that it is, null left out", () => {
    const fields = fieldsFromText(
      ' {"KEY":"v","PORT":5432,"RATIO":1.0,"ON":true,"NONE":null,"MORE":{"a":[1]}} ',
    );
    expect({ ...fields }).toEqual({ KEY: "v", PORT: "5432", RATIO: "1.0", ON: "true", MORE: '{"a":[1]}' });
  });

  it("are none, but fields, for an empty object", () => {
    expect({ ...fieldsFromText("{}") }).toEqual({});
  });

  it.each(["", "plain", "[1]", '"text"', "12", "null", "{", '{"a":1}x'])("do not exist in %j", (text) => {
    expect(fieldsFromText(text)).toBeUndefined();
  });

  it("are found behind a byte order mark", () => {
    expect({ ...fieldsFromText('\ufeff{"KEY":"v"}') }).toEqual({ KEY: "v" });
  });

  it("may be named like a property of every object", () => {
    const fields = fieldsFromText('{"__proto__":"p","constructor":"c"}') ?? {};
    expect(Object.keys(fields)).toEqual(["__proto__", "constructor"]);
    expect(fields["__proto__"]).toBe("p");
    expect(fields["toString"]).toBeUndefined();
  });

  it("are read quickly from a text of a megabyte", () => {
    const long = "x".repeat(2 ** 20);
    const started = performance.now();
    expect(fieldsFromText(JSON.stringify({ KEY: long }))?.["KEY"]).toBe(long);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe("the fields of a parsed object", () => {
  it("have no prototype, so that a missing one is missing", () => {
    const fields = fieldsFromJson({ KEY: "v" });
    expect(Object.getPrototypeOf(fields)).toBeNull();
    expect(fields["constructor"]).toBeUndefined();
  });
});

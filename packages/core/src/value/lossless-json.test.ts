import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isJsonObject, jsonText, parseLosslessJson } from "./lossless-json.ts";

/** What a member of a JSON secret is as text. */
function memberText(source: string): string | undefined {
  const parsed = parseLosslessJson(`{"member":${source}}`);
  return isJsonObject(parsed) ? jsonText(parsed["member"]) : undefined;
}

describe("a member of a JSON secret", () => {
  it.each([
    "0",
    "-0",
    "1.0",
    "1.10",
    "1e400",
    "-1E-400",
    "1E3",
    "0.1",
    "12345678901234567890",
    "3.14159265358979323846264338327950288",
    "true",
    "false",
    "[1.0,2]",
    '{"x":1.0,"y":[null,-0]}',
    "[]",
    "{}",
  ])("keeps its source text: %s", (source) => {
    expect(memberText(source)).toBe(source);
  });

  it("is the string itself where it is one", () => {
    expect(memberText(String.raw`"a\"b\u00e9\n"`)).toBe('a"bé\n');
    expect(memberText('""')).toBe("");
    expect(memberText('"1.0"')).toBe("1.0");
  });

  it("is absent where it is null", () => {
    expect(memberText("null")).toBeUndefined();
  });

  it("is the last one where its name is there twice, of whatever type", () => {
    const text = '{"a":{"b":1.0},"a":[2.0],"a":3.0}';
    expect(jsonText(parseLosslessJson(text))).toBe('{"a":3.0}');
    expect(jsonText(parseLosslessJson('{"a":3.0,"a":{"b":1}}'))).toBe('{"a":{"b":1}}');
  });

  it("may be named like a property of every object", () => {
    const parsed = parseLosslessJson('{"__proto__":{"x":1.0},"constructor":2.0,"toString":"s"}');
    expect(isJsonObject(parsed) && Object.keys(parsed)).toEqual(["__proto__", "constructor", "toString"]);
    expect(jsonText(parsed)).toBe('{"__proto__":{"x":1.0},"constructor":2.0,"toString":"s"}');
    expect(({} as { readonly x?: unknown }).x).toBeUndefined();
  });

  it("keeps every number as JSON writes it", () => {
    const digits = fc.string({
      unit: fc.constantFrom(..."0123456789".split("")),
      minLength: 1,
      maxLength: 30,
    });
    const number = fc
      .tuple(
        fc.boolean(),
        fc.bigInt({ min: 0n, max: 10n ** 25n }),
        fc.option(digits),
        fc.option(fc.integer()),
      )
      .map(([negative, whole, fraction, exponent]) => {
        const decimals = fraction === null ? "" : `.${fraction}`;
        return `${negative ? "-" : ""}${whole}${decimals}${exponent === null ? "" : `e${exponent}`}`;
      });
    fc.assert(fc.property(number, (source) => memberText(source) === source));
  });
});

describe("parsing losslessly", () => {
  it("gives what JSON.parse gives, for what JavaScript writes", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const source = JSON.stringify(value);
        expect(jsonText(parseLosslessJson(`[${source}]`))).toBe(`[${source}]`);
      }),
    );
  });

  it.each([
    "",
    " ",
    "hunter2",
    '{"a":"hunter2"',
    '{"a":hunter2}',
    "[1,]",
    "{'hunter2':1}",
    '"\n"',
    "NaN",
    "01",
  ])("refuses %j without quoting it", (text) => {
    let error: unknown;
    try {
      parseLosslessJson(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(SyntaxError);
    expect(error).toMatchObject({ message: "not valid JSON" });
    expect(error).not.toHaveProperty("cause");
  });

  it.each(["[", '{"a":'])("does not end the process for ten thousand levels of %s", (open) => {
    const close = open === "[" ? "]" : "}";
    expect(() => parseLosslessJson(`${open.repeat(10_000)}1.0${close.repeat(10_000)}`)).toThrow(
      "not valid JSON",
    );
    const hundred = `${open.repeat(100)}1.0${close.repeat(100)}`;
    expect(jsonText(parseLosslessJson(hundred))).toBe(hundred);
  });
});

describe("an object with named members", () => {
  it("is neither an array, nor a number that kept its text, nor a plain value", () => {
    expect(isJsonObject(parseLosslessJson("{}"))).toBe(true);
    for (const text of ["[]", "1.0", "1", "null", '"x"', "true"]) {
      expect(isJsonObject(parseLosslessJson(text))).toBe(false);
    }
  });
});

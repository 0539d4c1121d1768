import { describe, expect, it } from "vitest";
import { parseBoolean } from "./parse-boolean.ts";

describe("a yes or no in a variable", () => {
  it.each(["true", "TRUE", "True", "1", "yes", "on", " true\r"])("%j is yes", (text) => {
    expect(parseBoolean(text)).toBe(true);
  });

  it.each(["false", "FALSE", "0", "no", "off", "Off "])("%j is no", (text) => {
    expect(parseBoolean(text)).toBe(false);
  });

  it.each(["", "2", "y", "enabled", "truee", "null"])("%j is neither", (text) => {
    expect(parseBoolean(text)).toBeUndefined();
  });
});

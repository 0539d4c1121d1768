import { describe, expect, it } from "vitest";
import { SecretLabels } from "./secret-labels.ts";

describe("secrets as labels", () => {
  it("are told apart up to the bound; later ones are other", () => {
    const labels = new SecretLabels(2);
    expect(["a", "b", "c", "a", "c"].map((name) => labels.of(name))).toEqual([
      "a",
      "b",
      "other",
      "a",
      "other",
    ]);
  });

  it("may not be told apart at all", () => {
    expect(new SecretLabels(0).of("a")).toBe("other");
  });

  it("are bounded in length", () => {
    const label = new SecretLabels().of("x".repeat(100_000));
    expect(label).toHaveLength(256);
    expect(label.endsWith("…")).toBe(true);
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("refuse a bound of %d", (max) => {
    expect(() => new SecretLabels(max)).toThrow(RangeError);
  });
});

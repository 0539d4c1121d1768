import { nearest } from "./nearest.ts";

/** Says what is wrong with a value at a place, or nothing. */
export type Shape = (value: unknown, at: string) => string[];

/** A value that a predicate accepts. */
export function a(expected: string, accepts: (value: unknown) => boolean): Shape {
  return (value, at) => (accepts(value) ? [] : [`${at} is not ${expected}`]);
}

export function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

export const text: Shape = a("a text that is not empty", isText);
export const flag: Shape = a("true or false", (value) => typeof value === "boolean");

/** A whole number within bounds, both of which are part of it. */
export function wholeNumber({
  min,
  max,
}: {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}): Shape {
  const bounds = `${min === undefined ? "" : ` from ${min}`}${max === undefined ? "" : ` to ${max}`}`;
  return a(
    `a whole number${bounds}`,
    (value) =>
      Number.isSafeInteger(value) &&
      Number(value) >= (min ?? -Infinity) &&
      Number(value) <= (max ?? Infinity),
  );
}

export function oneOf(values: readonly string[]): Shape {
  return a(`one of ${values.join(", ")}`, (value) => values.some((one) => one === value));
}

export function listOf(item: Shape): Shape {
  return (value, at) =>
    Array.isArray(value)
      ? value.flatMap((one, index) => item(one, `${at}[${index}]`))
      : [`${at} is not a list`];
}

/** An object with any keys. */
export function mapOf(item: Shape): Shape {
  return (value, at) =>
    isObject(value)
      ? Object.entries(value).flatMap(([key, one]) => item(one, `${at}[${JSON.stringify(key)}]`))
      : [`${at} is not an object`];
}

/** An object with these keys, each of them optional, and no other. */
export function object(shapes: Readonly<Record<string, Shape>>): Shape {
  return (value, at) => {
    if (!isObject(value)) return [`${at} is not an object`];
    return Object.entries(value).flatMap(([key, one]) => {
      const shape = Object.hasOwn(shapes, key) ? shapes[key] : undefined;
      if (!shape) return [unknownKey(key, at, Object.keys(shapes))];
      return one === undefined ? [] : shape(one, `${at}.${key}`);
    });
  };
}

function unknownKey(key: string, at: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  return `${at} has an unknown key ${JSON.stringify(key)}${meant ? `, did you mean "${meant}"?` : ""}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

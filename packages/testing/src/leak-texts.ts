import { inspect } from "node:util";

/** A text that a thing shows when it is printed or taken apart. */
export interface ShownText {
  readonly where: string;
  readonly text: string;
}

/** Every text that a thing shows: printed, serialised, and part by part. Getters are not called, but `toJSON` is. */
export function* textsOf(thing: unknown): Generator<ShownText> {
  yield { where: "String()", text: attempt(() => String(thing)) };
  yield { where: "util.inspect", text: attempt(() => inspect(thing, printing)) };
  yield { where: "JSON", text: attempt(() => JSON.stringify(thing) ?? "") };
  yield* partsOf(thing, { where: "it", seen: new Set() });
}

const printing = {
  showHidden: true,
  depth: Number.POSITIVE_INFINITY,
  maxArrayLength: Number.POSITIVE_INFINITY,
  maxStringLength: Number.POSITIVE_INFINITY,
};

interface Walk {
  readonly where: string;
  readonly seen: Set<object>;
}

function* partsOf(thing: unknown, { where, seen }: Walk): Generator<ShownText> {
  if (typeof thing === "string" || typeof thing === "symbol") yield { where, text: String(thing) };
  if (typeof thing !== "object" && typeof thing !== "function") return;
  if (thing === null || seen.has(thing)) return;
  seen.add(thing);
  if (ArrayBuffer.isView(thing)) {
    yield { where, text: Buffer.from(thing.buffer, thing.byteOffset, thing.byteLength).toString("latin1") };
    return;
  }
  if (thing instanceof ArrayBuffer) yield { where, text: Buffer.from(thing).toString("latin1") };
  if (thing instanceof Map || thing instanceof Set)
    yield* partsOf([...thing], { where: `${where}.entries`, seen });
  for (const key of Reflect.ownKeys(thing)) {
    yield { where: `a key of ${where}`, text: String(key) };
    const property = Reflect.getOwnPropertyDescriptor(thing, key);
    yield* partsOf(property?.value, { where: `${where}.${String(key)}`, seen });
  }
}

/** What cannot be printed shows nothing that way. */
function attempt(print: () => string): string {
  try {
    return print();
  } catch {
    return "";
  }
}

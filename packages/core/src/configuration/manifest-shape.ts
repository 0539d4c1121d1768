import { a, flag, listOf, mapOf, object, oneOf, type Shape, text, wholeNumber } from "./check-shape.ts";

const declaration = object({
  description: text,
  type: oneOf(["string", "integer", "number", "boolean", "url", "json", "bytes"]),
  required: flag,
  default: a("a text", (value) => typeof value === "string"),
  from: listOf(text),
  locations: mapOf(text),
  rotationDays: wholeNumber({ min: 1 }),
});

/** The shape of the manifest. */
export const manifestShape: Shape = mapOf(declaration);

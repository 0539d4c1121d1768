/** An object without the properties that are `undefined`: what is not known is not a property, since people read these. */
export function withoutUndefined<T extends object>(object: T): T {
  const known: Partial<T> = {};
  for (const key in object) if (object[key] !== undefined) known[key] = object[key];
  return known as T;
}

/** An object without the properties that are `undefined`: what is not known is not a property, since people read these. */
export function withoutUndefined<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}

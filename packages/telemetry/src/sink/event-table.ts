import type { SecretsEvent } from "@claviger/core";

/** The event of one type. */
export type EventOf<Type extends SecretsEvent["type"]> = Extract<SecretsEvent, { readonly type: Type }>;

/** What to make of each type of event, given what is known besides. */
export type EventTable<Context, Result> = {
  readonly [Type in SecretsEvent["type"]]: (event: EventOf<Type>, context: Context) => Result;
};

/** Looks an event up; `undefined` for one of a later core, which telemetry must survive. */
export function lookUp<Context, Result>(
  table: EventTable<Context, Result>,
  { event, context }: { readonly event: SecretsEvent; readonly context: Context },
): Result | undefined {
  if (!Object.hasOwn(table, event.type)) return undefined;
  // The table has, for each type, what takes the events of that type: TypeScript cannot follow that through a lookup.
  const make = table[event.type] as (event: SecretsEvent, context: Context) => Result;
  return make(event, context);
}

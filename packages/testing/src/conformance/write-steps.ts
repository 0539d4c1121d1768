import type { Location, PutOptions, SecretInfo, SecretRecord, WritableValue } from "@claviger/core/provider";
import type { Bench } from "./bench.ts";

/** Where nothing is yet. */
export function newLocation(bench: Bench): Location {
  const [location] = bench.provider.locate({ name: bench.name(), as: "value" });
  if (!location) throw bench.skipped("its naming rule has no place for a new name");
  return location;
}

/** Writes by the contract; a bare text is a text. */
export async function put(
  bench: Bench,
  location: Location,
  ...[value, options = {}]: readonly [WritableValue | string, PutOptions?]
): Promise<SecretInfo> {
  const { provider } = bench;
  if (!provider.put) throw bench.skipped("the provider has no put");
  const writable = typeof value === "string" ? ({ type: "text", text: value } as const) : value;
  return await provider.put(location, writable, options, bench.context());
}

/** The text of a record, also where a store keeps it as the field `value`. */
export function textOf(record: SecretRecord | undefined): string | undefined {
  if (record?.value.type === "text") return record.value.text;
  return record?.value.type === "fields" ? record.value.fields["value"] : undefined;
}

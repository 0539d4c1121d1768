import type { SecretRecord } from "@claviger/core/provider";
import type { Variable } from "./variables.ts";

/** A variable as a record. Its id is the variable's own name, so that `database-url` and `DATABASE_URL` are one entry. */
export function recordOf({ name, value, place, origin }: Variable): SecretRecord {
  return {
    id: name,
    value: value.startsWith("secret://")
      ? { type: "reference", reference: value }
      : { type: "text", text: value },
    source: `${name} in ${place}`,
    metadata: { origin },
  };
}

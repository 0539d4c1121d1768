import { type Instance, SecretError } from "@claviger/core";

/** @throws SecretError `unsupported` for a store that claviger cannot write */
export function assertWritable(instance: Instance): void {
  const { id, capabilities } = instance;
  if (capabilities.write === true && instance.can("put")) return;
  throw new SecretError("unsupported", `${id} cannot be written by claviger`, {
    provider: id,
    hint: "name another store",
  });
}

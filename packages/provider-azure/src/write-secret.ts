import {
  type Location,
  type PutOptions,
  SecretError,
  type SecretInfo,
  type WritableValue,
} from "@claviger/core/provider";
import type { Call } from "./call.ts";
import { setSecret } from "./set-secret.ts";
import { attributesOf, textOf } from "./writable.ts";
import { checkCondition } from "./write-condition.ts";

/**
 * A new version of a secret. A deleted secret of that name is recovered first: Key Vault takes no other under its name.
 * @throws SecretError `invalid_value`, `unsupported`, `conflict`, and the codes of the error table
 */
export async function writeSecret(
  { path, field, version }: Location,
  about: { readonly value: WritableValue; readonly options: PutOptions; readonly call: Call },
): Promise<SecretInfo> {
  const { value, options, call } = about;
  if (field !== undefined || version !== undefined) {
    throw unsupported(path, "a write is of a whole secret", "change one field with a patch");
  }
  if (options.stage !== undefined && options.stage !== "current") {
    throw unsupported(
      path,
      `Key Vault has no stage "${options.stage}"`,
      "write without a stage: the new version is current",
    );
  }
  const text = textOf(value, path);
  const attributes = attributesOf(options.metadata ?? {}, path);
  const isJson = value.type === "fields" && attributes.contentType === undefined;
  await checkCondition(path, { options, call });
  return await setSecret(path, {
    text,
    call,
    options: isJson ? { ...attributes, contentType: "application/json" } : attributes,
  });
}

function unsupported(path: string, why: string, hint: string): SecretError {
  return new SecretError("unsupported", `"${path}" was not written: ${why}`, { location: path, hint });
}

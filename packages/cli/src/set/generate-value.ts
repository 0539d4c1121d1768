import { randomBytes as nodeRandomBytes, randomUUID } from "node:crypto";
import { usageError } from "../cli-error.ts";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/** The largest multiple of the alphabet's length in a byte: what is above would come up more often than the rest. */
const unbiased = 256 - (256 % alphabet.length);
/** More than any store takes as one value is a mistake. */
const longest = 4096;

type RandomBytes = (size: number) => Uint8Array;

/**
 * A new random value.
 *
 * @param written - `<length>[:<form>]` or `uuid`. `hex` and `base64url` take the length in random bytes, as `openssl rand`
 *   does (32 bytes are 64 hexadecimal digits); `alnum` in characters. `hex` where no form is given
 * @param randomBytes - @default Node's cryptographically secure ones
 * @throws CliError `usage`
 */
export function generateValue(written: string, randomBytes: RandomBytes = nodeRandomBytes): string {
  // A UUID has 32 digits.
  if (written === "uuid" || written === "32:uuid") return randomUUID();
  const [, digits = "", form = "hex"] = /^(\d{1,6})(?::(hex|base64url|alnum))?$/.exec(written) ?? [];
  const length = Number(digits);
  if (length < 1 || length > longest) throw unknownForm();
  if (form === "alnum") return alphanumeric(length, randomBytes);
  return Buffer.from(randomBytes(length)).toString(form as "hex" | "base64url");
}

function alphanumeric(length: number, randomBytes: RandomBytes): string {
  let text = "";
  while (text.length < length) {
    const usable = randomBytes(length).filter((byte) => byte < unbiased);
    for (const byte of usable.subarray(0, length - text.length)) text += alphabet[byte % alphabet.length];
  }
  return text;
}

function unknownForm(): Error {
  return usageError(
    "--generate takes a length and a form",
    `write 32, 32:hex, 32:base64url (bytes), 32:alnum (characters), 1 to ${longest}, or uuid`,
  );
}

/** One spelling of a secret to look for. */
export interface SecretEncoding {
  readonly encoding: string;
  readonly pattern: string;
  /** The pattern is in lower case, and is looked for in the text in lower case. */
  readonly anyCase: boolean;
}

/** The ways in which a secret shows up in texts. */
export function encodingsOf(secret: string | Uint8Array): SecretEncoding[] {
  const bytes = typeof secret === "string" ? Buffer.from(secret) : Buffer.from(secret);
  const text = typeof secret === "string" ? secret : bytes.toString("latin1");
  const found: SecretEncoding[] = [
    { encoding: "as it is", pattern: text.toLowerCase(), anyCase: true },
    { encoding: "in JSON", pattern: JSON.stringify(text).slice(1, -1), anyCase: false },
    { encoding: "in hex", pattern: bytes.toString("hex"), anyCase: true },
    { encoding: "percent-encoded", pattern: encodeURIComponent(text.toWellFormed()), anyCase: false },
  ];
  for (const pattern of alignments(bytes)) {
    found.push({ encoding: "in base64", pattern, anyCase: false });
    found.push({
      encoding: "in base64url",
      pattern: pattern.replaceAll("+", "-").replaceAll("/", "_"),
      anyCase: false,
    });
  }
  return found;
}

/** Base64 takes three bytes at a time: what stands before the secret (`user:` in a header) shifts all of its letters. */
function alignments(bytes: Buffer): string[] {
  return [0, 1, 2].map((skipped) => {
    const whole = Math.floor((bytes.length - skipped) / 3) * 3;
    return bytes.subarray(skipped, skipped + whole).toString("base64");
  });
}

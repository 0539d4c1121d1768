/** Bits that a random key has at least. */
const leastBits = 70;

/**
 * Whether a value looks as if it had been drawn at random: one run of letters and digits, long enough, and spread out as
 * words and numbers are not. A UUID is an identifier and not a key.
 */
export function looksRandom(value: string): boolean {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) return false;
  if (/^(?=.*\d)(?=.*[a-f])[0-9a-f]{24,}$/i.test(value)) return entropyBits(value) >= leastBits;
  if (!/^[\w+/=~!@$%^&*.-]{20,}$/.test(value)) return false;
  return entropyBits(value) >= leastBits && changes(value) >= 0.3;
}

/** Shannon's entropy of the characters, for the whole value. */
function entropyBits(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= count * Math.log2(count / value.length);
  return bits;
}

/** How often neighbours are of different kinds: rare in words, file names and addresses. */
function changes(value: string): number {
  const kinds = Array.from(value, kindOf);
  const changed = kinds.filter((kind, index) => index > 0 && kind !== kinds[index - 1]);
  return changed.filter((kind) => kind !== "other").length / value.length;
}

function kindOf(character: string): "upper" | "lower" | "digit" | "other" {
  if (/[A-Z]/.test(character)) return "upper";
  if (/[a-z]/.test(character)) return "lower";
  return /\d/.test(character) ? "digit" : "other";
}

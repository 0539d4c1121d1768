import { randomInt } from "node:crypto";
import { encodingsOf } from "./leak-encodings.ts";
import { textsOf } from "./leak-texts.ts";

/** Values that appear nowhere else, and the search for them. */
export interface LeakCanary {
  /**
   * A new value, of letters, digits and `-`. It is made of a marker of nine characters, over and over, so that a message
   * which quotes a piece of it is found too.
   *
   * @param length - how long at least, in characters; @default 32
   */
  value(length?: number): string;
  /** Looks for this, too: a token, a password. At least six bytes, so that it is not found by chance. */
  watch(secret: string | Uint8Array): void;
  /**
   * Searches a thing and all that can be reached from it: texts, `util.inspect` with hidden properties, JSON, error causes
   * and stacks, maps, buffers; plain, and in base64, base64url, hex, percent- and JSON-encoding.
   *
   * @param what - for the error: `the error of a denied read`
   * @throws Error that says what leaked where and how it was encoded, and not the value
   */
  assertNoLeak(thing: unknown, what?: string): void;
}

/**
 * Makes a canary.
 *
 * @example
 * ```ts
 * const canary = leakCanary();
 * await store.write("app/key", canary.value());
 * const error = await provider.get(location, ctx).catch((error: unknown) => error);
 * canary.assertNoLeak(error, "the error of a denied read");
 * ```
 */
export function leakCanary(): LeakCanary {
  const marker = `zq${randomInt(36 ** 7)
    .toString(36)
    .padStart(7, "0")}`;
  const watched = [encodingsOf(marker)];
  let made = 0;
  return {
    value(length = 32) {
      made += 1;
      const parts = [`${marker}-${made}`];
      while (parts.length * (marker.length + 1) < length + marker.length) parts.push(marker);
      return parts.join("-");
    },
    watch(secret) {
      if (Buffer.byteLength(secret) < 6)
        throw new Error("A secret of less than six bytes would be found by chance.");
      watched.push(encodingsOf(secret));
    },
    assertNoLeak(thing, what = "it") {
      for (const { where, text } of textsOf(thing)) {
        const lower = text.toLowerCase();
        const leak = watched
          .flat()
          .find(({ pattern, anyCase }) => (anyCase ? lower : text).includes(pattern));
        // The value itself is not shown: the error is going to be in a log.
        if (leak) throw new Error(`A secret's value is in ${what}: ${leak.encoding}, in ${where}.`);
      }
    },
  };
}

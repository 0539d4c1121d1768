import { fold } from "@claviger/core/provider";

/** Words of a name that say that its value is a secret. */
const secretWords = new Set(
  "PASSWORD PASSWD PASS PWD PASSPHRASE PASSCODE SECRET SECRETS TOKEN CREDENTIAL CREDENTIALS CREDS APIKEY PEPPER SALT OTP PIN DSN".split(
    " ",
  ),
);
/** What a word of a name may end with: `DBPASSWORD`, `MYSECRET`. */
const secretEnding = /(?:PASSWORD|PASSWD|SECRET|TOKEN|APIKEY)$/;
/** What comes before KEY where it is no secret: `PUBLIC_KEY`, `CACHE_KEY`. */
const plainKeys = new Set("PUBLIC CACHE PRIMARY FOREIGN SORT PARTITION SITE PUBLISHABLE".split(" "));
/** Last words that say that the name is about a secret, and the value none: `TOKEN_TTL`, `SECRET_NAME`. */
const settingEndings = new Set(
  (
    "TTL EXPIRY EXPIRES EXPIRE EXPIRATION LIFETIME TIMEOUT MINUTES SECONDS HOURS DAYS MS MAX MIN LENGTH SIZE COUNT LIMIT ROUNDS ITERATIONS COST " +
    "ENABLED DISABLED REQUIRED ALGORITHM ALG TYPE FORMAT PREFIX SUFFIX HEADER COOKIE ISSUER AUDIENCE NAME NAMES PATH FILE FILES DIR FOLDER " +
    "URL URI ENDPOINT HOST PORT REGION ID IDS ARN VERSION POLICY PROVIDER PROVIDERS MODE STRATEGY INTERVAL ROTATION IN AGE BACKEND MANAGER"
  ).split(" "),
);
/** Last words of what is random to look at and public. */
const publicEndings = new Set("ID IDS SHA COMMIT REVISION DIGEST CHECKSUM FINGERPRINT BUILD ETAG".split(" "));
/** Built into what every visitor of a page gets. */
const published = /^(?:NEXT_PUBLIC|VITE|REACT_APP|NUXT_PUBLIC|GATSBY|EXPO_PUBLIC|PUBLIC|STORYBOOK)_/;

/** What a name says of its value. */
export type NameSays =
  | { readonly kind: "secret"; readonly word: string }
  | { readonly kind: "setting"; readonly word: string }
  | undefined;

export function readName(name: string): NameSays {
  const folded = fold(name.replaceAll("/", "_"));
  if (published.test(folded)) return { kind: "setting", word: folded.split("_", 1)[0] ?? "" };
  const words = folded.split("_");
  const last = words.at(-1) ?? "";
  const secret = secretWord(words);
  if (secret === undefined) return publicEndings.has(last) ? { kind: "setting", word: last } : undefined;
  return words.length > 1 && settingEndings.has(last)
    ? { kind: "setting", word: last }
    : { kind: "secret", word: secret };
}

function secretWord(words: readonly string[]): string | undefined {
  // A trailing number or V2 says which, not what.
  const kept = words.filter((word) => !/^V?\d+$/.test(word));
  const named = kept.find((word) => secretWords.has(word) || secretEnding.test(word));
  if (named !== undefined) return named;
  const key = kept.findIndex((word) => word === "KEY" || word === "KEYS");
  if (key === -1) return undefined;
  const before = kept[key - 1];
  return before === undefined || plainKeys.has(before) ? undefined : `${before}_${kept[key]}`;
}

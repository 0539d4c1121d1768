import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyCase, nameCases } from "./case.ts";
import { fold, words } from "./fold.ts";

/** The specification of folding: each line is one form and every spelling that folds to it. */
const specification: readonly (readonly [folded: string, ...spellings: string[]])[] = [
  // One name in the five customary cases.
  [
    "DATABASE_URL",
    "database-url",
    "DATABASE_URL",
    "database_url",
    "database.url",
    "databaseUrl",
    "DatabaseUrl",
  ],
  ["DATABASE_URL", "Database-Url", "DATABASE-URL", "database_Url", "DATABASE.URL"],
  ["TOKEN", "token", "Token", "TOKEN"],
  ["A", "a", "A"],
  ["A_B", "aB", "a-b", "A_B", "a.b"],
  // Acronyms: a word begins at the last capital before a lower-case letter.
  ["HTTP_SERVER", "HTTPServer", "http-server", "HTTP_SERVER", "httpServer"],
  ["USER_ID", "userID", "USER_ID", "user-id", "userId"],
  ["AWS_REGION", "AWSRegion", "awsRegion", "aws-region", "AWS_REGION"],
  ["MY_XML_HTTP_KEY", "myXML-HTTPKey", "my-xml-http-key", "MY_XML_HTTP_KEY"],
  ["A_KEY", "AKey", "aKey", "a-key"],
  ["O_AUTH_TOKEN", "OAuthToken", "o-auth-token"],
  ["GIT_HUB_TOKEN", "GitHubToken", "git-hub-token"],
  ["GITHUB_TOKEN", "GITHUB_TOKEN", "github-token", "githubToken"],
  // Digits belong to the word before, and end it where a capital follows a word that is not all capitals.
  ["S3_BUCKET", "s3Bucket", "S3_BUCKET", "s3-bucket", "S3Bucket", "s3.bucket"],
  ["OAUTH2_TOKEN", "oauth2Token", "OAUTH2_TOKEN", "oauth2-token", "Oauth2Token"],
  ["K8S_TOKEN", "K8S_TOKEN", "k8s-token", "k8sToken", "K8sToken"],
  ["I18N_KEY", "I18N_KEY", "i18n-key", "i18nKey"],
  ["B2B_API2B_KEY", "B2B_API2B_KEY", "b2b-api2b-key"],
  ["X509CERT", "X509CERT", "x509cert"],
  ["X509_CERT", "x509Cert", "X509Cert", "x509-cert", "X509_CERT"],
  ["SHA256_SUM", "SHA256Sum", "sha256Sum", "SHA256_SUM"],
  ["S3_API", "s3API", "s3-api", "S3_API"],
  ["HTTP2_SERVER", "HTTP2Server", "http2-server"],
  ["JWT_SECRET_V2", "jwtSecretV2", "JWT_SECRET_V2", "jwt-secret-v2"],
  ["JWT_SECRET_V2_OLD", "jwtSecretV2Old", "jwt-secret-v2-old"],
  ["API_KEY_2", "API_KEY_2", "api-key-2", "apiKey_2"],
  ["API_KEY2", "apiKey2", "api-key2", "API_KEY2"],
  ["KEY2", "key2", "Key2", "KEY2"],
  ["KEY_2", "key-2", "KEY_2", "key.2"],
  ["2FA_SECRET", "2faSecret", "2fa-secret", "2FA_SECRET"],
  ["1", "1"],
  ["1_2", "1-2", "1.2"],
  // Separators at the ends and in a row say nothing; a name of separators alone is that name.
  ["KEY", "_KEY", "KEY_", "__key__", "-key", ".key"],
  ["A_B", "a--b", "a__b", "a-_.b", "A-.B"],
  ["-", "-"],
  ["__", "__"],
  ["", ""],
  // Never across a slash.
  ["PAYMENTS/STRIPE_KEY", "payments/stripe-key", "Payments/stripeKey", "PAYMENTS/STRIPE_KEY"],
  ["A/B", "a/b", "A/B"],
  ["A/B/C_D", "a/b/cD", "-a/b-/c_d"],
  ["A/-/B", "a/-/b"],
  // Letters of other alphabets; what has no case is a letter like any other.
  ["ÉCOLE_CLÉ", "écoleClé", "école-clé", "ÉCOLE_CLÉ"],
  ["ΚΛΕΙΔΊ_ΑΠΙ", "κλειδίΑπι", "κλειδί-απι"],
  ["СЕКРЕТ_БД", "секретБд", "СЕКРЕТ_БД"],
  ["STRASSE", "straße", "STRASSE", "STRAẞE"],
  ["秘密_キー", "秘密-キー", "秘密_キー"],
  ["A B", "a b"],
];

/** Names that look alike and are not the same. */
const apart = [
  ["api-key-2", "apiKey2"],
  ["payments/key", "payments-key"],
  ["payments/key", "payments_key"],
  ["github-token", "gitHubToken"],
  ["a-b", "ab"],
  ["-", "_"],
  ["-", ""],
];

const segment = fc.string({
  unit: fc.constantFrom(..."abzABZ019-_.éÉßẞ".split(""), "ŉ", "ǅ", "İ", "ı", "𝐀", "𝐚", "ⅷ"),
});
const name = fc.oneof(
  fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join("/")),
  fc.string({ unit: "binary" }),
);

describe("folding", () => {
  it.each(specification.flatMap(([folded, ...spellings]) => spellings.map((spelled) => [spelled, folded])))(
    "takes %j to %j",
    (spelled, folded) => {
      expect(fold(spelled ?? "")).toBe(folded);
    },
  );

  it.each(apart)("keeps %j and %j apart", (one, other) => {
    expect(fold(one ?? "")).not.toBe(fold(other ?? ""));
  });

  it("is idempotent", () => {
    fc.assert(fc.property(name, (spelled) => fold(fold(spelled)) === fold(spelled)));
  });

  it("gives the same for a name in every case", () => {
    fc.assert(
      fc.property(name, fc.constantFrom(...nameCases), (spelled, nameCase) => {
        expect(fold(applyCase(spelled, nameCase))).toBe(fold(spelled));
      }),
    );
  });

  it("never joins or cuts across a slash", () => {
    fc.assert(
      fc.property(name, (spelled) => {
        expect(fold(spelled).split("/")).toEqual(spelled.split("/").map(fold));
      }),
    );
  });

  it("leaves no name empty that was not", () => {
    fc.assert(fc.property(name, (spelled) => (spelled === "") === (fold(spelled) === "")));
  });

  it("takes a hundred thousand characters in its stride", () => {
    for (const long of ["a1".repeat(50_000), "1".repeat(100_000), "-".repeat(100_000), "A".repeat(100_000)]) {
      const started = performance.now();
      fold(long);
      expect(performance.now() - started).toBeLessThan(1000);
    }
  });
});

describe("the words of a segment", () => {
  it("are as they are spelled", () => {
    expect(words("HTTPServer_key2-old")).toEqual(["HTTP", "Server", "key2", "old"]);
  });

  it("are the same by the pattern for every alphabet", () => {
    const ascii = fc.string({ unit: fc.constantFrom(..."abzABZ019-_. $~".split("")), minLength: 1 });
    fc.assert(
      fc.property(ascii, (segment) => {
        const own = words(segment).filter((word) => /[^-_.]/.test(word));
        expect(words(`é-${segment}`)).toEqual(["é", ...own]);
      }),
    );
  });

  it("are the segment itself where it is separators alone", () => {
    expect(words("--")).toEqual(["--"]);
  });
});

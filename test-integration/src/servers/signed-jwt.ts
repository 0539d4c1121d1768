import { createSign, generateKeyPairSync, type KeyObject } from "node:crypto";

/** Somebody who issues signed tokens. */
export interface JwtIssuer {
  /** The public key, in PEM. */
  readonly publicKey: string;
  /** A token with those claims. @param claims - with `exp`, in seconds since the epoch, if it shall end */
  sign(claims: Readonly<Record<string, unknown>>): string;
}

/** Makes an issuer with a key of its own. */
export function jwtIssuer(): JwtIssuer {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
    sign: (claims) => signed(claims, privateKey),
  };
}

function signed(claims: object, key: KeyObject): string {
  const parts = [{ alg: "RS256", typ: "JWT" }, claims];
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return `${text}.${createSign("RSA-SHA256").update(text).sign(key, "base64url")}`;
}

import { X509Certificate } from "node:crypto";
import type { Host } from "@claviger/core/provider";
import { readOptionFile } from "./option-file.ts";

/**
 * The certificates in the configured PEM file, which then are the only authorities that are trusted.
 *
 * @returns `undefined` where no file is configured: the system's authorities are trusted
 * @throws SecretError `not_configured` that names the file
 */
export async function trustedAuthorities(path: string | undefined, host: Host): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const content = "readable certificate (BEGIN CERTIFICATE)";
  return await readOptionFile({ option: "cacert", path, host, isValid: isCertificates, content });
}

function isCertificates(pem: string): boolean {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.length > 0 && blocks.every((block) => new X509Certificate(block).raw.length > 0);
}

/**
 * A sealed box: what only the holder of the private key can open.
 *
 * @param publicKey - in base64
 * @returns base64, or `undefined` if that is no public key
 */
export async function seal(text: string, publicKey: string): Promise<string | undefined> {
  const key = Buffer.from(publicKey, "base64");
  // Imported here: it is WebAssembly, and costs more than all the rest of this package.
  const { default: sodium } = await import("libsodium-wrappers");
  await sodium.ready;
  if (key.length !== sodium.crypto_box_PUBLICKEYBYTES) return undefined;
  return Buffer.from(sodium.crypto_box_seal(text, key)).toString("base64");
}

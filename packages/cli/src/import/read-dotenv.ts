// oxlint-disable-next-line no-restricted-imports -- the one provider that is part of the command
import { type DotenvFile, readDotenvFile } from "@claviger/provider-env/dotenv-file";

export type { DotenvFile };

/** The values of a `.env` file, as the application reads them. @throws SecretError `not_configured`, `invalid_ref` */
export function readDotenv(bytes: Uint8Array, title: string): Promise<DotenvFile> {
  return readDotenvFile(bytes, title);
}

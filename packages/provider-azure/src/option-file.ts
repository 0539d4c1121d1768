import { resolve } from "node:path";
import { type Host, SecretError } from "@claviger/core/provider";

interface OptionFile {
  /** The option that names it. */
  readonly option: string;
  /** Absolute, or in the application's directory. */
  readonly path: string;
  readonly host: Host;
  /** Whether a text is what it should be; one that cannot be parsed is not. @default any text is */
  readonly isValid?: (text: string) => boolean;
  /** What it should hold, for messages: `readable certificate`. @default "text" */
  readonly content?: string;
}

/**
 * The text of a file that an option names.
 * @throws SecretError `not_configured` that names the file
 */
export async function readOptionFile(given: OptionFile): Promise<string> {
  const { option, path, host, isValid = () => true, content = "text" } = given;
  const file = resolve(host.directory, path);
  const bytes = await host.fs.readFile(file).catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new SecretError("not_configured", `the file of the option ${option}, ${file}, cannot be read`, {
      hint: "correct the option, or the permissions of the file",
      cause: { code },
    });
  });
  const text = new TextDecoder().decode(bytes);
  try {
    if (isValid(text)) return text;
  } catch {
    // Said below.
  }
  throw new SecretError("not_configured", `the file of the option ${option}, ${file}, holds no ${content}`, {
    hint: "set it to a PEM file that does",
  });
}

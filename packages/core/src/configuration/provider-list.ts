import { SecretError } from "../errors/secret-error.ts";
import { type InstanceId, parseInstanceId } from "./instance-id.ts";

/**
 * Reads `SECRETS_PROVIDERS`: `,` between layers, `.label` for a second instance of a provider.
 *
 * @param origin - where it was found, for messages
 * @throws SecretError `not_configured`, with every problem of it
 */
export function parseProviderList(text: string, origin: string): InstanceId[] {
  const problems: string[] = [];
  const layers: InstanceId[] = [];
  for (const [index, part] of text.split(",").entries()) {
    const written = part.trim();
    const instance = parseInstanceId(written);
    const where = `layer ${index + 1}`;
    if (written === "") problems.push(`${where} is empty`);
    else if (written.includes("+"))
      problems.push(`${where} is a replica group (+), which this version does not know yet`);
    else if (!instance) problems.push(`${where}, ${shown(written)}, is not a provider's name`);
    else if (layers.some(({ id }) => id === instance.id)) problems.push(`"${written}" is listed twice`);
    else layers.push(instance);
  }
  if (problems.length === 0) return layers;
  throw new SecretError("not_configured", `${origin} is malformed: ${problems.join("; ")}`, {
    hint: "write provider names separated by commas, such as SECRETS_PROVIDERS=vault,aws.main,env",
  });
}

/** Only what is spelled like a name: a value may have been pasted there. */
function shown(written: string): string {
  return /^[\w.@/-]{1,40}$/.test(written)
    ? JSON.stringify(written)
    : `a text of ${written.length} characters`;
}

import { SecretError } from "../errors/secret-error.ts";
import { type InstanceId, parseInstanceId } from "./instance-id.ts";

/**
 * Reads `SECRETS_PROVIDERS`: `,` between layers, `+` between the members of a replica group, `.label` for a second
 * instance of a provider.
 *
 * @param origin - where it was found, for messages
 * @returns each layer's members
 * @throws SecretError `not_configured`, with every problem of it
 */
export function parseProviderList(text: string, origin: string): InstanceId[][] {
  const problems: string[] = [];
  const seen = new Set<string>();
  const layers = text.split(",").map((layer, index) =>
    layer.split("+").flatMap((member, place, members) => {
      const where = members.length > 1 ? `member ${place + 1} of layer ${index + 1}` : `layer ${index + 1}`;
      const written = member.trim();
      const instance = parseInstanceId(written);
      if (instance && !seen.has(instance.id)) {
        seen.add(instance.id);
        return [instance];
      }
      if (written === "") problems.push(`${where} is empty`);
      else if (instance) problems.push(`${where} is an instance that was listed before`);
      else problems.push(`${where}, ${shown(written)}, is not a provider's name`);
      return [];
    }),
  );
  if (problems.length === 0) return layers;
  throw new SecretError("not_configured", `${origin} is malformed: ${problems.join("; ")}`, {
    hint: "write provider names separated by commas, such as SECRETS_PROVIDERS=vault,aws.main+aws.dr,env",
  });
}

/** Only what is spelled like a name: a value may have been pasted there. */
function shown(written: string): string {
  return /^[\w.@/-]{1,40}$/.test(written)
    ? JSON.stringify(written)
    : `a text of ${written.length} characters`;
}

import type { Chain } from "../chain/chain.ts";
import { isAllowed } from "../chain/is-allowed.ts";
import type { Link } from "../chain/link.ts";
import { locationsOf } from "../chain/locations-of.ts";
import type { Location } from "../contract/location.ts";
import { SecretError } from "../errors/secret-error.ts";
import { callProvider } from "./call-provider.ts";
import { formatReference } from "../reference/format-reference.ts";
import { configuredLinks, layerOf } from "./chain-links.ts";
import { writeTarget } from "./write-target.ts";
import { type Declarations, toQuery } from "../secrets/to-query.ts";
import type { Instance, Instances } from "../secrets/instances.ts";
import { withoutUndefined } from "../value/without-undefined.ts";

/** The instances of a chain. */
export async function instancesOf(chain: Chain, declarations: Declarations): Promise<Instances> {
  const instance = (link: Link): Instance => instanceOf(link, { chain, declarations });
  const links = await configuredLinks(chain);
  return {
    all: () => links.map(instance),
    open: async (id) => instance(await chain.instance(id)),
    changeTarget: async (name, options) => {
      const query = toQuery(name, "text", { ...options, declarations });
      const { link, location, field, reference } = await writeTarget(chain, query);
      const secret = formatReference({ provider: link.id, path: location.path });
      return { instance: instance(link), secret, field, reference };
    },
  };
}

function instanceOf(
  link: Link,
  { chain, declarations }: { readonly chain: Chain; readonly declarations: Declarations },
): Instance {
  const { id, capabilities, provider } = link;
  const locate = (name: string, as: "value" | "bundle" = "value"): readonly Location[] => {
    const query = toQuery(name, as === "bundle" ? "bundle" : "text", { declarations });
    if (query.provider === undefined ? !isAllowed(link, query) : query.provider !== id) return [];
    return locationsOf(link, query).map((location) =>
      withoutUndefined({ ...location, field: location.field ?? query.field }),
    );
  };
  const places = (names: readonly string[]): Location[] => names.flatMap((name) => locate(name));
  const members = layerOf(link, chain)?.members ?? [];
  return {
    id,
    capabilities,
    replicas: members.filter((member) => member !== link).map((member) => member.id),
    can: (method) => provider[method] !== undefined,
    locate,
    check: async (names, options) => {
      const locations = places(names);
      const call = { ...options, task: `checking ${id}` };
      return await callProvider(link, call, async (ctx) => (await provider.check?.(locations, ctx)) ?? []);
    },
    policy: (names, purpose) => {
      const locations = places(names);
      if (locations.length === 0 && names.length > 0)
        throw new SecretError("not_configured", `${id} holds none of these secrets`, {
          provider: id,
          hint: "check `from`, and its prefix or bundle",
        });
      return provider.policy?.(locations, purpose);
    },
  };
}

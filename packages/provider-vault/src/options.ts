import { nameCases, type OptionSpecs, type OptionValues } from "@claviger/core/provider";

/** The provider's options: those of Vault's own clients under their own variables, and where names are looked up. */
export const options = {
  addr: {
    type: "url",
    env: ["VAULT_ADDR", "BAO_ADDR"],
    required: true,
    doc: "Where Vault or OpenBao answers, such as https://vault.example.com:8200.",
  },
  token: {
    type: "string",
    env: ["VAULT_TOKEN", "BAO_TOKEN"],
    secret: true,
    doc: "The token that every request carries.",
  },
  path: {
    type: "string",
    env: ["VAULT_SECRET_PATH"],
    doc: "One secret whose fields are the names, such as imip/production; the mount may stand before it.",
  },
  prefix: {
    type: "string",
    doc: "Put before every name; a / is added where it does not end with / - _ or .",
  },
  mount: { type: "string", default: "secret", doc: "The KV v2 mount in which names are looked up." },
  namespace: {
    type: "string",
    env: ["VAULT_NAMESPACE", "BAO_NAMESPACE"],
    doc: "The namespace of the mount and the token.",
  },
  cacert: {
    type: "path",
    env: ["VAULT_CACERT", "BAO_CACERT"],
    doc: "A PEM file with the authorities to trust instead of the system's; it is read once, at the first call.",
  },
  case: {
    type: "choice",
    values: nameCases,
    default: "as-is",
    doc: "How names without a / are spelled in Vault; fields of a bundle are matched in any spelling.",
  },
  auth: { type: "choice", values: ["token"], default: "token", doc: "How the provider gets its token." },
} as const satisfies OptionSpecs;

/** The options as `create` receives them. */
export type VaultOptions = OptionValues<typeof options>;

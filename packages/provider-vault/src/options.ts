import { nameCases, type OptionSpecs, type OptionValues } from "@claviger/core/provider";

/** The provider's options: those of Vault's own clients under their own variables, how it logs in, and where names are looked up. */
export const options = {
  addr: {
    type: "string",
    env: ["VAULT_ADDR", "BAO_ADDR"],
    required: true,
    doc: "Where Vault or OpenBao answers, such as https://vault.example.com:8200; the nodes of a cluster separated by commas.",
  },
  allowHttp: {
    type: "boolean",
    doc: "Allow http:// addresses outside this machine: the token and the values then travel unencrypted.",
  },
  token: {
    type: "string",
    env: ["VAULT_TOKEN", "BAO_TOKEN"],
    secret: true,
    doc: "The token that every request carries, with auth token.",
  },
  renew: {
    type: "boolean",
    doc: "With auth token: renew the token for as long as the provider is open. Tokens of logins always are.",
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
  mount: { type: "string", default: "secret", doc: "The KV mount in which names are looked up." },
  kv1: {
    type: "list",
    doc: "Mounts that are KV v1, where the token may not find that out by itself.",
  },
  dynamic: {
    type: "list",
    default: ["database"],
    doc: "Mounts of engines that make credentials: <mount>/creds/<role> is new at each read, <mount>/static-creds/<role> is not.",
  },
  namespace: {
    type: "string",
    env: ["VAULT_NAMESPACE", "BAO_NAMESPACE"],
    doc: "The namespace of the mounts and the token.",
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
  auth: {
    type: "choice",
    values: ["token", "approle", "kubernetes", "jwt", "cert", "userpass"],
    default: "token",
    doc: "How the provider gets its token.",
  },
  authMount: { type: "string", doc: "The mount of the login. By default it is called as auth is." },
  role: {
    type: "string",
    env: ["VAULT_ROLE", "BAO_ROLE"],
    doc: "The role of a login by kubernetes, jwt or cert; with a wrapped SecretID, the AppRole that it must be of.",
  },
  roleId: { type: "string", env: ["VAULT_ROLE_ID", "BAO_ROLE_ID"], doc: "AppRole's RoleID." },
  secretId: {
    type: "string",
    env: ["VAULT_SECRET_ID", "BAO_SECRET_ID"],
    secret: true,
    doc: "AppRole's SecretID.",
  },
  secretIdFile: { type: "path", doc: "A file with AppRole's SecretID, read at each login." },
  secretIdWrapped: {
    type: "boolean",
    doc: "The SecretID is response-wrapped: what is given is the token that unwraps it, once.",
  },
  jwt: { type: "string", secret: true, doc: "The signed token of a login by jwt or kubernetes." },
  jwtFile: {
    type: "path",
    doc: "A file with that token, read at each login. With kubernetes, by default the service account's.",
  },
  username: { type: "string", doc: "The name of a login by userpass." },
  password: { type: "string", secret: true, doc: "The password of a login by userpass." },
  passwordFile: { type: "path", doc: "A file with that password, read at each login." },
  clientCert: {
    type: "path",
    env: ["VAULT_CLIENT_CERT", "BAO_CLIENT_CERT"],
    doc: "A PEM file with this client's certificate, for a login by cert or a server that wants one.",
  },
  clientKey: {
    type: "path",
    env: ["VAULT_CLIENT_KEY", "BAO_CLIENT_KEY"],
    doc: "The PEM file with the key of that certificate.",
  },
} as const satisfies OptionSpecs;

/** The options as `create` receives them. */
export type VaultOptions = OptionValues<typeof options>;

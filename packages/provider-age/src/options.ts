import { nameCases, type OptionSpecs, type OptionValues } from "@claviger/core/provider";

/** Where `claviger init` puts the store and its key. */
export const defaultFile = ".claviger/store.age";
export const defaultIdentity = ".claviger/identity.txt";

/** The provider's options: the store, the keys, and how names are looked up. Relative paths start from the working directory. */
export const options = {
  file: { type: "path", default: defaultFile, doc: "The encrypted file." },
  identity: {
    type: "path",
    doc: "A file of age-keygen's with the secret keys that open the store; without a passphraseFile .claviger/identity.txt.",
  },
  recipients: {
    type: "list",
    doc: "The public keys (age1…) that the store is encrypted to; else those it was encrypted to before, else those of the identity file.",
  },
  passphraseFile: {
    type: "path",
    doc: "A file with the passphrase that opens the store, instead of keys.",
  },
  workFactor: {
    type: "integer",
    default: 18,
    min: 10,
    max: 20,
    doc: "With a passphrase: the base-2 logarithm of scrypt's cost when the store is written.",
  },
  history: {
    type: "integer",
    default: 10,
    min: 1,
    max: 100,
    doc: "How many versions of each secret are kept; those that a stage points at always are.",
  },
  prefix: {
    type: "string",
    doc: "Put before every name; a / is added where it does not end with / - _ or .",
  },
  case: {
    type: "choice",
    values: nameCases,
    default: "as-is",
    doc: "How names without a / are spelled in the store.",
  },
} as const satisfies OptionSpecs;

/** The options as `create` receives them. */
export type AgeOptions = OptionValues<typeof options>;

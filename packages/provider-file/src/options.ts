import { nameCases, type OptionSpecs, type OptionValues } from "@claviger/core/provider";

/** The provider's options: the directory, and how names become files in it. */
export const options = {
  dir: {
    type: "path",
    env: ["CREDENTIALS_DIRECTORY"],
    default: "/run/secrets",
    doc: "The directory of the files; a relative one starts from the working directory.",
  },
  prefix: {
    type: "string",
    doc: "Put before every name; a / is added where it does not end with / - _ or .",
  },
  case: {
    type: "choice",
    values: nameCases,
    default: "as-is",
    doc: "How names without a / are spelled as files.",
  },
  trim: {
    type: "boolean",
    default: true,
    doc: "Whether one line end at the end of a text file is left out of the value.",
  },
} as const satisfies OptionSpecs;

/** The options as `create` receives them. */
export type FileOptions = OptionValues<typeof options>;

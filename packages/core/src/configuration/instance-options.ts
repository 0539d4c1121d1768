import type { OptionSpecs } from "../contract/option-spec.ts";

/** The options that every instance has besides its provider's own: what core does with it. */
export const instanceOptions = {
  denied: {
    type: "choice",
    values: ["error", "absent"],
    default: "error",
    doc: 'What "denied" means: absent, for a store that answers so for what it does not have.',
  },
} as const satisfies OptionSpecs;

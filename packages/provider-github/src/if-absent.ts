import { type CallContext, SecretError, type SecretInfo } from "@claviger/core/provider";

/** Looks at what was found before a write that is to make a secret, and tells that another may come in between. */
export function refuseExisting(found: SecretInfo | undefined, name: string, ctx: CallContext): void {
  if (found) {
    throw new SecretError("conflict", `${name} is there already`, {
      hint: "write without ifAbsent to replace it",
    });
  }
  ctx.report({
    type: "warning",
    id: "checked-then-written",
    message:
      "GitHub has no conditional writes: whether a secret is there is looked up first, and another writer may come in between",
  });
}

/** Another came in between, and has lost. */
export function overtaken(name: string): SecretError {
  const problem = `${name} was made by somebody else at the same time, and now has this value`;
  return new SecretError("conflict", problem, {
    hint: "write the right one again: GitHub has no conditional writes, and keeps no older value",
  });
}

import { SecretError } from "@claviger/core/provider";

interface Page {
  readonly NextToken?: string | undefined;
}

/**
 * The pages of a listing, one after the other.
 * @throws SecretError `unavailable` for a listing that would never end
 */
export async function* pagesOf<Reply extends Page>(
  ask: (position: Page) => Promise<Reply>,
): AsyncGenerator<Reply> {
  const seen = new Set<string>();
  for (let position: Page = {}; ;) {
    const page = await ask(position);
    yield page;
    const { NextToken } = page;
    if (typeof NextToken !== "string" || NextToken === "") return;
    if (seen.has(NextToken)) {
      throw new SecretError("unavailable", "AWS Secrets Manager answers with the same page again", {
        hint: "check the endpoint: a listing that goes round in a circle is not complete",
      });
    }
    seen.add(NextToken);
    position = { NextToken };
  }
}

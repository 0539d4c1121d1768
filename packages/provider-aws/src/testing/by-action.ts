import { text } from "node:stream/consumers";
import type { Reply } from "./stand-in.ts";

/** What a request of Secrets Manager asks for, by the names of the actions that are tested. */
export interface Asked {
  readonly SecretId: string;
  readonly SecretIdList: readonly string[];
}

/** Replies as the action, and what it asks for, say. */
export function byAction(replies: Readonly<Record<string, (asked: Asked) => Reply>>): Reply {
  return (request, response) => {
    const action = String(request.headers["x-amz-target"]).replace("secretsmanager.", "");
    void text(request).then((body) => replies[action]?.(JSON.parse(body) as Asked)(request, response));
  };
}

import { jsonObject, ReplyError } from "./reply-error.ts";
import type { Policy } from "./sdk.ts";

/**
 * Lets nothing but Key Vault's answers through to the SDK: JSON objects, and "no content". Whatever else came is thrown as a
 * `ReplyError`.
 */
export const answerPolicy: Policy = {
  name: "clavigerAnswer",
  async sendRequest(request, next) {
    const response = await next(request);
    const { status, bodyAsText } = response;
    const isAnswer = status === 204 || (status === 200 && jsonObject(bodyAsText) !== undefined);
    if (!isAnswer) throw new ReplyError(response);
    return response;
  },
};

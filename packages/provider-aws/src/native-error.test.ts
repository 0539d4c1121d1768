import { SecretError } from "@claviger/core/provider";
import { expect, test } from "vitest";
import { readNativeError } from "./native-error.ts";

/** What an error keeps of it. */
const causeOf = (cause: object) => new SecretError("internal", "no", { cause }).cause;

test("an error of the service", () => {
  const error = Object.assign(new Error("quotes a value"), {
    name: "ThrottlingException",
    $metadata: { httpStatusCode: 400, requestId: "3f1c-7" },
    $response: { statusCode: 400, headers: { "retry-after": "7" } },
  });
  const native = readNativeError(error);
  expect(native).toMatchObject({
    name: "ThrottlingException",
    status: 400,
    requestId: "3f1c-7",
    retryAfter: 7,
  });
  expect(causeOf(native)).toEqual({ name: "ThrottlingException", status: 400, requestId: "3f1c-7" });
});

test("an error of a host with several addresses", () => {
  const refused = Object.assign(new Error(""), { code: "ECONNREFUSED" });
  expect(readNativeError(new AggregateError([refused, refused]))).toMatchObject({ code: "ECONNREFUSED" });
});

test("a name or an id that is no identifier is dropped: it may be anything", () => {
  const error = {
    name: "hunter2 is the password",
    code: 7,
    $metadata: { requestId: "x".repeat(81), httpStatusCode: 9 },
  };
  expect(causeOf(readNativeError(error))).toBeUndefined();
});

test.each([undefined, null, "text", 7, {}])("anything may be thrown: %j", (thrown) => {
  expect(causeOf(readNativeError(thrown))).toBeUndefined();
});

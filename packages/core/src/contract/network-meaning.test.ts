import { expect, test } from "vitest";
import { networkMeaning } from "./network-meaning.ts";

const hints = { certificate: "1", tls: "2", name: "3", broken: "4", unreachable: "5" };

test.each([
  ["SELF_SIGNED_CERT_IN_CHAIN", "auth_failed", "1"],
  ["CERT_HAS_EXPIRED", "auth_failed", "1"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "auth_failed", "1"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "auth_failed", "1"],
  ["EPROTO", "unavailable", "2"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "unavailable", "2"],
  ["ENOTFOUND", "unavailable", "3"],
  ["EAI_AGAIN", "unavailable", "3"],
  ["HPE_INVALID_CONSTANT", "unavailable", "4"],
  ["ECONNRESET", "unavailable", "4"],
  ["ECONNREFUSED", "unavailable", "5"],
  ["", "unavailable", "5"],
])("%s is %s", (native, code, hint) => {
  expect(networkMeaning(native, hints)).toMatchObject({ code, hint, problem: expect.any(String) });
});

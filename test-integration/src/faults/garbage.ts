import type { ErrorCode } from "@claviger/core";
import { dribbling, type RawAnswer, saying } from "../servers/raw-server.ts";
import type { StoreName } from "./store-under-test.ts";

/** An answer that no store gives, and what must come of it. */
export interface Garbage {
  readonly title: string;
  readonly answer: RawAnswer;
  readonly code: ErrorCode | Readonly<Record<StoreName, ErrorCode>>;
  /** How often the store is asked. @default 3, as for every outage */
  readonly attempts?: number | Readonly<Record<StoreName, number>>;
}

/** A whole reply of HTTP. */
function reply(status: string, body: string | Uint8Array, headers: readonly string[] = []): RawAnswer {
  const bytes = Buffer.from(body);
  const lines = [`HTTP/1.1 ${status}`, ...headers, `content-length: ${bytes.length}`, "connection: close"];
  return saying(Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`), bytes]));
}

const html = ["content-type: text/html"];
const json = ["content-type: application/json"];
const page = "<!doctype html><title>Sign in to the guest network</title>";
/** A JSON object of Vault's that is no secret of KV v2 says that the mount is another one. */
const otherJson = { vault: "not_configured", aws: "unavailable" } as const;
const oneOfVault = { vault: 1, aws: 3 } as const;
const anotherSecret = JSON.stringify({
  ARN: "arn:aws:secretsmanager:us-east-1:123456789012:secret:other-AbCdEf",
  Name: "other",
  VersionId: "11111111-1111-1111-1111-111111111111",
  SecretString: "another secret",
  data: { value: "another secret" },
});

/** Captive portals, gateways, other services on the port, and broken ones. */
export const garbage: readonly Garbage[] = [
  { title: "a page with status 200", answer: reply("200 OK", page, html), code: "unavailable" },
  { title: "a page that calls itself JSON", answer: reply("200 OK", page, json), code: "unavailable" },
  { title: "an empty body", answer: reply("200 OK", "", json), code: "unavailable" },
  { title: "no content", answer: saying("HTTP/1.1 204 No Content\r\n\r\n"), code: "unavailable" },
  { title: "a JSON list", answer: reply("200 OK", "[]", json), code: "unavailable" },
  { title: "a JSON null", answer: reply("200 OK", "null", json), code: "unavailable" },
  {
    title: "an empty JSON object",
    answer: reply("200 OK", "{}", json),
    code: otherJson,
    attempts: oneOfVault,
  },
  {
    title: "another secret",
    answer: reply("200 OK", anotherSecret, json),
    code: otherJson,
    attempts: oneOfVault,
  },
  {
    title: "half of a JSON object",
    answer: reply("200 OK", anotherSecret.slice(0, 60), json),
    code: "unavailable",
  },
  {
    title: "JSON that is not UTF-8",
    answer: reply("200 OK", Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d), json),
    code: "unavailable",
  },
  {
    title: "JSON nested a hundred thousand deep",
    answer: reply("200 OK", "[".repeat(100_000) + "]".repeat(100_000), json),
    code: "unavailable",
  },
  {
    title: "a body that is not compressed as its head says",
    answer: reply("200 OK", "not gzip", [...json, "content-encoding: gzip"]),
    code: "unavailable",
  },
  { title: "a page with status 404", answer: reply("404 Not Found", page, html), code: "unavailable" },
  {
    title: "another service's JSON with status 404",
    answer: reply("404 Not Found", '{"message":"no such route"}', json),
    code: otherJson,
    attempts: oneOfVault,
  },
  { title: "a page with status 403", answer: reply("403 Forbidden", page, html), code: "unavailable" },
  { title: "a gateway's page", answer: reply("502 Bad Gateway", page, html), code: "unavailable" },
  {
    title: "a redirect",
    answer: reply("302 Found", "", ["location: http://127.0.0.1:9/portal"]),
    code: "unavailable",
  },
  {
    title: "status 429 and an hour to wait",
    answer: reply("429 Too Many Requests", "", ["retry-after: 3600"]),
    code: "throttled",
    attempts: 1,
  },
  {
    title: "a megabyte of headers",
    answer: reply("200 OK", "{}", [`x-huge: ${"h".repeat(1_000_000)}`]),
    code: "unavailable",
  },
  {
    title: "a thousand headers",
    answer: reply(
      "200 OK",
      page,
      Array.from({ length: 1000 }, (_, index) => `x-${index}: 1`),
    ),
    code: "unavailable",
  },
  { title: "two lengths", answer: reply("200 OK", page, ["content-length: 3"]), code: "unavailable" },
  { title: "another protocol", answer: saying("SSH-2.0-OpenSSH_9.6\r\n"), code: "unavailable" },
  {
    title: "bytes of nothing",
    answer: saying(Uint8Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256)),
    code: "unavailable",
  },
  { title: "nothing, and a closed connection", answer: saying(""), code: "unavailable" },
  {
    title: "a head without an end",
    answer: dribbling("HTTP/1.1 200 OK\r\n", "x-more: 1\r\n"),
    code: "timeout",
    attempts: 2,
  },
  {
    title: "a body without an end",
    answer: dribbling("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", "1\r\n \r\n"),
    code: "timeout",
    attempts: 2,
  },
];

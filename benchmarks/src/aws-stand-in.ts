// Answers GetSecretValue and BatchGetSecretValue as AWS does, so many milliseconds late (the first argument), and says its
// port on standard output. It is a stand-in for timing alone: every secret exists, and no signature is looked at.
import { createServer, type IncomingMessage } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { text } from "node:stream/consumers";

interface Asked {
  readonly SecretId?: string;
  readonly SecretIdList?: readonly string[];
}

const delay = Number(process.argv[2]);

const server = createServer(async (request, response) => {
  const answer = answerTo(request, JSON.parse(await text(request)));
  await pause(delay);
  response.writeHead(200, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(answer));
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object") process.stdout.write(`${address?.port}\n`);
});

function answerTo(request: IncomingMessage, asked: Asked): unknown {
  const operation = String(request.headers["x-amz-target"]).replace("secretsmanager.", "");
  if (operation === "GetSecretValue") return secret(asked.SecretId ?? "");
  if (operation === "BatchGetSecretValue") {
    return { SecretValues: (asked.SecretIdList ?? []).map(secret), Errors: [] };
  }
  throw new Error(`the stand-in does not know ${operation}`);
}

function secret(name: string): unknown {
  return {
    ARN: `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}-AbCdEf`,
    Name: name,
    VersionId: "7f1c2f3a-9f0e-4b6e-8a51-0f0c5c1f6a01",
    VersionStages: ["AWSCURRENT"],
    CreatedDate: 1_764_000_000,
    SecretString: `value-of-${name}`,
  };
}

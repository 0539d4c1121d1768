const maxSockets = 50;

/** What every client of the SDK gets here. */
export const clientSettings = {
  // Retries are core's.
  maxAttempts: 1,
  // Keep-alive sockets, as many as core may have calls in flight. Without the throw, a timeout is only a warning.
  requestHandler: { throwOnRequestTimeout: true, httpAgent: { maxSockets }, httpsAgent: { maxSockets } },
  // Handed through to the credential chain, which otherwise keeps the text of ~/.aws/credentials for the life of the
  // process: a renewal must see what another program wrote there. The chain runs only when credentials are needed.
  ignoreCache: true,
} as const;

/** What a network or a dying server does to a connection, in the words of both fault proxies. */
export type TcpFault =
  /** Every part of an answer comes so much later. */
  | { readonly kind: "latency"; readonly milliseconds: number }
  /** The connection is reset as soon as it is used. */
  | { readonly kind: "reset" }
  /** Connections are taken and requests read; nothing is ever answered. */
  | { readonly kind: "half-open" }
  /** The server's closing of a connection arrives so much later. */
  | { readonly kind: "slow-close"; readonly milliseconds: number }
  /** Answers pass at so many kilobytes a second. */
  | { readonly kind: "bandwidth"; readonly kilobytesPerSecond: number }
  /** The connection is closed after so many bytes of answers. */
  | { readonly kind: "truncation"; readonly bytes: number }
  /** Connections are refused, and those that were open are closed. */
  | { readonly kind: "down" };

/** A visitor's request as plain data: what is left of HTTP when the traffic surface has read it. */
export interface TrafficRequest {
  readonly method: string
  /** As it came, percent-encoded, beginning with `/`. */
  readonly path: string
  /** Without the `?`. */
  readonly rawQuery: string
  /** The urlencoded body of a POST, `''` otherwise. */
  readonly form: string
  /** Lower case, without port. */
  readonly host: string
  /** Scheme, host and port of our own side, e.g. `https://trk.example`. */
  readonly origin: string
  readonly isSecure: boolean
  /** Whether this host also serves the admin: pages with users' code are put into a sandbox. */
  readonly sharesAdminHost: boolean
  /** Address of the socket's other end. */
  readonly peer: string
  /** `''` when it was not sent. */
  header(name: string): string
}

import { join } from "node:path";
import { runCommand } from "./run-command.ts";
import type { ServerControls } from "./server-controls.ts";
import { startServerProcess } from "./server-process.ts";

/** A running PostgreSQL, empty. Its user `admin` needs no password from 127.0.0.1, and every other does. */
export interface Postgres extends ServerControls {
  readonly port: number;
  /** Runs SQL as `admin`, and gives the rows, with `|` between columns. */
  query(sql: string): Promise<readonly string[]>;
  /** Whether somebody may log in with that name and password. */
  canLogIn(username: string, password: string): Promise<boolean>;
}

interface Session {
  readonly username: string;
  readonly password?: string;
  readonly sql: string;
}

// PostgreSQL refuses to run as root: it then runs as the user that Debian's package made, or as nobody.
const script = `
set -e
as=""
if [ "$(id -u)" = 0 ]; then
  user=postgres; id postgres >/dev/null 2>&1 || user=nobody
  chown "$user" .
  as="setpriv --reuid=$(id -u $user) --regid=$(id -g $user) --clear-groups"
fi
if [ ! -e data/PG_VERSION ]; then
  $as "$1/initdb" -D data -U admin -A trust --no-sync >/dev/null
  printf 'host all admin 127.0.0.1/32 trust\\nhost all all 127.0.0.1/32 scram-sha-256\\n' | $as tee data/pg_hba.conf >/dev/null
fi
exec $as "$1/postgres" -D data -h 127.0.0.1 -p "$2" -k "$PWD" -F
`;

/** Starts a PostgreSQL that no other test has seen. @param programs - the folder that `findPostgres` gave */
export async function startPostgres(programs: string): Promise<Postgres> {
  const run = async (port: number, { username, password, sql }: Session): Promise<readonly string[]> => {
    const args = ["-X", "-A", "-t", "-w", "-h", "127.0.0.1", "-p", String(port), "-U", username, "-c", sql];
    const env = { PATH: process.env["PATH"], ...(password === undefined ? {} : { PGPASSWORD: password }) };
    const output = await runCommand(join(programs, "psql"), [...args, "postgres"], { env });
    return output.split("\n").filter((row) => row !== "");
  };
  const works = async (port: number, session: Session): Promise<boolean> =>
    await run(port, session).then(
      () => true,
      () => false,
    );
  const { port, controls } = await startServerProcess({
    name: "postgres",
    command: ({ port }) => ({ file: "/bin/sh", args: ["-c", script, "postgres", programs, String(port)] }),
    isReady: ({ port }) => works(port, { username: "admin", sql: "select 1" }),
  });
  return {
    ...controls,
    port,
    query: (sql) => run(port, { username: "admin", sql }),
    canLogIn: (username, password) => works(port, { username, password, sql: "select 1" }),
  };
}

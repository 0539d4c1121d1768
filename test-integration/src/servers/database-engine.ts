import type { Postgres } from "./start-postgres.ts";
import type { Vault } from "./start-openbao.ts";

/** How long the credentials of a role live: `"3s"`. */
export interface RoleLife {
  readonly ttl: string;
  readonly maxTtl?: string;
}

/** Vault's database engine at `database/`, over a real PostgreSQL. */
export interface DatabaseEngine {
  /** Makes a role, whose credentials are users of the database, and gives the path of its credentials. */
  createRole(name: string, life: RoleLife): Promise<string>;
  /** The users that exist now and that Vault made by that role; it names them after the first eight characters of it. */
  users(role: string): Promise<readonly string[]>;
}

const creation = "CREATE ROLE \"{{name}}\" WITH LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}';";

/** Mounts the engine. Vault has to run as a process: it calls PostgreSQL on 127.0.0.1. */
export async function mountDatabaseEngine(vault: Vault, postgres: Postgres): Promise<DatabaseEngine> {
  const ask = async (path: string, body: unknown): Promise<void> => {
    const { status, body: answer } = await vault.request("POST", path, { body });
    if (status >= 300) throw new Error(`POST ${path}: ${status} ${JSON.stringify(answer)}`);
  };
  await ask("sys/mounts/database", { type: "database" });
  await ask("database/config/postgres", {
    plugin_name: "postgresql-database-plugin",
    allowed_roles: "*",
    connection_url: `postgresql://{{username}}:{{password}}@127.0.0.1:${postgres.port}/postgres?sslmode=disable`,
    username: "admin",
    password: "unused",
    password_authentication: "scram-sha-256",
  });
  return {
    createRole: async (name, { ttl, maxTtl = "1h" }) => {
      const statements = { creation_statements: [creation] };
      await ask(`database/roles/${name}`, {
        db_name: "postgres",
        ...statements,
        default_ttl: ttl,
        max_ttl: maxTtl,
      });
      return `database/creds/${name}`;
    },
    users: (role) =>
      postgres.query(`select usename from pg_user where usename like 'v-%-${role.slice(0, 8)}-%' order by 1`),
  };
}

import { defineConfig } from "@claviger/core";

export default defineConfig({
  secrets: {
    SENDGRID_API_KEY: { description: "Sends the mail" },
    SQL_SERVER_PASSWORD: {
      description: "The database",
      // Its variable has another name on the machines that run without AWS.
      locations: { env: "MSSQL_SA_PASSWORD" },
    },
  },
});

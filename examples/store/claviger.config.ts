import { defineConfig } from "@claviger/core";

export default defineConfig({
  secrets: {
    "database-url": { description: "PostgreSQL" },
    "jwt-secret-key": {
      description: "Signs the sessions",
      // The one name that does not fold: JWT_SECRET_KEY in .env, jwt-secret in AWS.
      locations: { aws: "gaara-store/{environment}/jwt-secret" },
    },
    "feature-x-key": { required: false },
  },
});

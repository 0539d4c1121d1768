/** https://learn.microsoft.com/azure/key-vault/secrets/about-secrets */
export const maxValueBytes = 25 * 1024;

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html, parameter Name. */
const pattern = /^[A-Za-z0-9/_+=.@-]{1,512}$/;

/** What a name may be made of, for messages. */
export const secretNameRule = "letters, digits and / _ + = . @ -, at most 512 of them";

/** Whether Secrets Manager can hold a secret of that name. */
export function isSecretName(name: string): boolean {
  return pattern.test(name);
}

// What a certificate says of a user beside the name: the mail address, and the names of Active
// Directory where the user's record has them. The rule: they come from the tenant's records alone,
// never from whoever asks for the certificate.
import type { SubjectNames } from "../core/certificates.ts";
import type { TenantHandle } from "../objects/handles/tenant.ts";

/** The further names of `user` (canonical), with or without a record. */
export async function subjectNames(tenant: TenantHandle, user: string): Promise<SubjectNames> {
  const [record, adapter] = await Promise.all([tenant.user(user), tenant.running()]);
  const emailAddress = record?.emailAddress ?? addressOf(user, adapter?.mailDomain ?? "");
  const { principalName, securityIdentifier } = record ?? {};
  return {
    ...(emailAddress && { emailAddress }),
    ...(principalName !== undefined && { principalName }),
    ...(securityIdentifier !== undefined && { securityIdentifier }),
  };
}

const addressOf = (user: string, mailDomain: string): string => {
  if (user.includes("@")) return user;
  return mailDomain === "" ? "" : `${user}@${mailDomain}`;
};

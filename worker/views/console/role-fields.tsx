// The choice of a role and of the tenant it is for, and how the two become a scope again.
import type { Language } from "../../core/language.ts";
import type { Role } from "../../core/scope.ts";
import { Choice } from "./form.tsx";
import { frameText } from "./messages/frame.ts";
import { serviceText } from "./messages/service.ts";

const ROLES: readonly Role[] = ["administrator", "help-desk", "auditor", "owner"];

/** `tenants` are those to choose from; with `only` there is no choice and no owner. */
export function RoleFields(props: {
  language: Language;
  role: string;
  tenant: string;
  tenants: readonly { readonly name: string; readonly displayName: string }[];
  only?: boolean | undefined;
  problem?: string | undefined;
}) {
  const { language, role, tenant, tenants, only, problem } = props;
  const text = serviceText[language];
  const roles = ROLES.filter((known) => !only || known !== "owner");
  return (
    <>
      <Choice
        label={text.role}
        name="role"
        value={role}
        options={roles.map((value) => ({ value, label: frameText[language].roles[value] }))}
        help={only ? undefined : text.roleHelp}
      />
      {!only && (
        <Choice
          label={text.tenant}
          name="tenant"
          value={tenant}
          options={[
            { value: "", label: text.noTenantChosen },
            ...tenants.map(({ name, displayName }) => ({
              value: name,
              label: `${displayName} (${name})`,
            })),
          ]}
          help={text.tenantHelp}
          problem={problem}
        />
      )}
    </>
  );
}

/** The scope of the two fields, as the API takes it; it judges what was chosen. */
export function scopeOf(role: string, tenant: string): string {
  return role === "owner" ? "owner" : `${role}:${tenant}`;
}

// The tenant's policy for one protocol version, as the gateway compares and sends it: an
// EASProvisionDoc from 12.0 on, WAP XML for 2.5, merged with Exchange's own so that the stricter
// value holds. The fingerprint is taken over the very bytes that this protocol version gets: a
// setting the phone is never told must not demand anything of it (grommunio-sync issue 26).

import { fingerprintOf } from "../../core/fingerprint.ts";
import { keepNewest } from "../../core/newest.ts";
import type { PolicyValues, PolicyVersion } from "../../core/policy.ts";
import type { WantedPolicy } from "../../core/policy-demand.ts";
import { mergeDocuments } from "../../core/policy-merge.ts";
import { easDocument } from "../../core/provision-document.ts";
import { mergeWapDocuments, wapDocument } from "../../core/provision-wap.ts";
import { EAS_VERSIONS, type EasVersion } from "../../core/settings-row.ts";
import { readWapProvisioning, writeWapProvisioning } from "../../wire/wap-provisioning.ts";
import { encode, type Node } from "../../wire/wbxml.ts";
import { child, el } from "../../wire/wbxml-tree.ts";
import { WireError } from "../../wire/wire-error.ts";

/** A policy that applies to phones of one protocol version. */
export interface TenantPolicy extends WantedPolicy {
  readonly values: PolicyValues;
  readonly protocol: EasVersion;
}

export const POLICY_TYPES = {
  wap: "MS-WAP-Provisioning-XML",
  wbxml: "MS-EAS-Provisioning-WBXML",
} as const;

/** The policy type of a protocol version (MS-ASPROV 2.2.2.43). */
export const policyType = (protocol: EasVersion): string =>
  protocol === "2.5" ? POLICY_TYPES.wap : POLICY_TYPES.wbxml;

const HOUR = 3_600_000;
/** Entries of about 1 KB: a tenant has a few policies, its phones a few versions. */
const MAX_KEPT = 500;
const kept = new Map<string, TenantPolicy>();

/** The protocol version as one that can carry a policy, if it can. */
export const provisionVersion = (protocolVersion: string): EasVersion | undefined =>
  EAS_VERSIONS.find((version) => version === protocolVersion);

/** `locked` for phones of `protocol`. */
export function policyFor(locked: PolicyVersion, protocol: EasVersion): TenantPolicy {
  const key = `${locked.version} ${protocol}`;
  const known = kept.get(key);
  if (known) return known;
  const { values, version } = locked;
  const hours = values.easRefreshInterval;
  const policy: TenantPolicy = {
    ...{ version, values, protocol },
    document: documentFingerprint(ownDocument(values, protocol)),
    ...(typeof hours === "number" && { refreshAfter: hours * HOUR }),
  };
  keepNewest(kept, key, policy, MAX_KEPT);
  return policy;
}

/** The content of Data: text for 2.5, a document from 12.0 on. */
type PolicyData = Node | string;

const ownDocument = (values: PolicyValues, protocol: EasVersion): PolicyData =>
  protocol === "2.5" ? writeWapProvisioning(wapDocument(values)) : easDocument(values, protocol);

/**
 * The Data element for the phone. `upstream` is the Data of Exchange's own policy, if it has one.
 * Null if that cannot be read: a policy that was not understood must not be acknowledged.
 */
export function policyData(
  { values, protocol }: TenantPolicy,
  upstream: Node | undefined,
): { readonly content: PolicyData; readonly fingerprint: string } | null {
  const content = upstream ? merged(values, protocol, upstream) : ownDocument(values, protocol);
  return content === null ? null : { content, fingerprint: documentFingerprint(content) };
}

function merged(values: PolicyValues, protocol: EasVersion, data: Node): PolicyData | null {
  if (protocol === "2.5") {
    if (typeof data.content !== "string") return null;
    try {
      const theirs = readWapProvisioning(data.content);
      return writeWapProvisioning(mergeWapDocuments(values, theirs));
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      return null;
    }
  }
  const document = child(data, "Provision:EASProvisionDoc");
  return document ? mergeDocuments(values, document, protocol) : null;
}

const documentFingerprint = (content: PolicyData) =>
  fingerprintOf(encode(el("Provision:Data", content)));

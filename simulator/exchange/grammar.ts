// The shape of every request body: which elements, in which order, since which version. One table,
// from MS-ASCMD's request schemas (2.2.1 and 2.2.3) and MS-ASPROV 2.2.1. The rule it keeps: a
// strict reader; whatever a schema does not name is a problem to be told. Where real servers take
// any order, so does the table.
import type { Tag } from "../../worker/wire/codepages.ts";

/** A child: its tag, first and last version times ten; `many` may stand more than once. */
export interface ChildRule {
  readonly tag: Tag;
  readonly since: number;
  readonly until: number;
  readonly many: boolean;
}

/**
 * An element's children. `properties` is an item's free property set, checked page by page only.
 */
export interface Shape {
  readonly order: "sequence" | "any" | "properties";
  readonly children: readonly ChildRule[];
}

type Row = Tag | ChildRule;

const LATEST = 999;
const row = (tag: Tag, since = 0, until = LATEST): ChildRule => ({
  tag,
  since,
  until,
  many: false,
});
const many = (tag: Tag, since = 0): ChildRule => ({ ...row(tag, since), many: true });
const children = (rows: readonly Row[]) =>
  rows.map((entry) => (typeof entry === "string" ? row(entry) : entry));
const sequence = (...rows: Row[]): Shape => ({ order: "sequence", children: children(rows) });
const any = (...rows: Row[]): Shape => ({ order: "any", children: children(rows) });
const properties: Shape = { order: "properties", children: [] };

/** The shape of every element that may have children in a request. */
export const requestShapes: Readonly<Partial<Record<Tag, Shape>>> = {
  "AirSync:Sync": any(
    "AirSync:Collections",
    row("AirSync:Wait", 121),
    row("AirSync:HeartbeatInterval", 140),
    row("AirSync:WindowSize", 121),
    row("AirSync:Partial", 121),
  ),
  "AirSync:Collections": any(many("AirSync:Collection")),
  "AirSync:Collection": sequence(
    row("AirSync:Class", 0, 121),
    "AirSync:SyncKey",
    row("AirSync:NotifyGUID", 0, 25),
    "AirSync:CollectionId",
    "AirSync:Supported",
    "AirSync:DeletesAsMoves",
    "AirSync:GetChanges",
    "AirSync:WindowSize",
    row("AirSync:ConversationMode", 140),
    many("AirSync:Options"),
    "AirSync:Commands",
  ),
  "AirSync:Supported": properties,
  "AirSync:Options": any(
    "AirSync:FilterType",
    row("AirSync:Class", 140),
    row("AirSync:Truncation", 0, 120),
    row("AirSync:RTFTruncation", 0, 120),
    many("AirSyncBase:BodyPreference", 120),
    "AirSync:Conflict",
    "AirSync:MIMESupport",
    "AirSync:MIMETruncation",
    row("AirSync:MaxItems", 140),
  ),
  "AirSyncBase:BodyPreference": sequence(
    "AirSyncBase:Type",
    "AirSyncBase:TruncationSize",
    "AirSyncBase:AllOrNone",
    row("AirSyncBase:Preview", 140),
  ),
  "AirSync:Commands": any(
    many("AirSync:Add"),
    many("AirSync:Change"),
    many("AirSync:Delete"),
    many("AirSync:Fetch"),
  ),
  "AirSync:Add": sequence(row("AirSync:Class", 140), "AirSync:ClientId", "AirSync:ApplicationData"),
  "AirSync:Change": sequence(
    row("AirSync:Class", 140),
    "AirSync:ServerId",
    "AirSync:ApplicationData",
  ),
  "AirSync:Delete": sequence(row("AirSync:Class", 140), "AirSync:ServerId"),
  "AirSync:Fetch": sequence("AirSync:ServerId"),
  "AirSync:ApplicationData": properties,
  "FolderHierarchy:FolderSync": sequence("FolderHierarchy:SyncKey"),
  "FolderHierarchy:FolderCreate": sequence(
    "FolderHierarchy:SyncKey",
    "FolderHierarchy:ParentId",
    "FolderHierarchy:DisplayName",
    "FolderHierarchy:Type",
  ),
  "FolderHierarchy:FolderDelete": sequence("FolderHierarchy:SyncKey", "FolderHierarchy:ServerId"),
  "FolderHierarchy:FolderUpdate": sequence(
    "FolderHierarchy:SyncKey",
    "FolderHierarchy:ServerId",
    "FolderHierarchy:ParentId",
    "FolderHierarchy:DisplayName",
  ),
  "Ping:Ping": sequence("Ping:HeartbeatInterval", "Ping:Folders"),
  "Ping:Folders": any(many("Ping:Folder")),
  "Ping:Folder": any("Ping:Id", "Ping:Class"),
  "Provision:Provision": sequence(
    row("Settings:DeviceInformation", 141),
    "Provision:Policies",
    "Provision:RemoteWipe",
    row("Provision:AccountOnlyRemoteWipe", 161),
  ),
  "Provision:Policies": any(many("Provision:Policy")),
  "Provision:Policy": sequence("Provision:PolicyType", "Provision:PolicyKey", "Provision:Status"),
  "Provision:RemoteWipe": sequence("Provision:Status"),
  "Provision:AccountOnlyRemoteWipe": sequence("Provision:Status"),
  "GetItemEstimate:GetItemEstimate": any("GetItemEstimate:Collections"),
  "GetItemEstimate:Collections": any(many("GetItemEstimate:Collection")),
  "GetItemEstimate:Collection": any(
    row("GetItemEstimate:Class", 0, 121),
    "GetItemEstimate:CollectionId",
    row("AirSync:FilterType", 0, 121),
    "AirSync:SyncKey",
    row("AirSync:ConversationMode", 140),
    row("AirSync:Options", 140),
  ),
  "Move:MoveItems": any(many("Move:Move")),
  "Move:Move": sequence("Move:SrcMsgId", "Move:SrcFldId", "Move:DstFldId"),
  "Search:Search": any("Search:Store"),
  "Search:Store": sequence("Search:Name", "Search:Query", "Search:Options"),
  "Search:Query": any("Search:And"),
  "Search:And": any(
    many("AirSync:Class"),
    many("AirSync:CollectionId"),
    "Search:FreeText",
    "Search:GreaterThan",
    "Search:LessThan",
  ),
  "Search:GreaterThan": sequence("Email:DateReceived", "Search:Value"),
  "Search:LessThan": sequence("Email:DateReceived", "Search:Value"),
  "Search:Options": any(
    "Search:Range",
    "Search:RebuildResults",
    "Search:DeepTraversal",
    "AirSync:MIMESupport",
    many("AirSyncBase:BodyPreference", 120),
  ),
  "ItemOperations:ItemOperations": any(
    many("ItemOperations:Fetch"),
    many("ItemOperations:EmptyFolderContents"),
  ),
  "ItemOperations:Fetch": sequence(
    "ItemOperations:Store",
    "DocumentLibrary:LinkId",
    "Search:LongId",
    "AirSync:CollectionId",
    "AirSync:ServerId",
    "AirSyncBase:FileReference",
    "ItemOperations:Options",
  ),
  "ItemOperations:EmptyFolderContents": sequence("AirSync:CollectionId", "ItemOperations:Options"),
  "ItemOperations:Options": any(
    "ItemOperations:Schema",
    "ItemOperations:Range",
    "AirSync:MIMESupport",
    many("AirSyncBase:BodyPreference"),
    "ItemOperations:DeleteSubFolders",
  ),
  "ItemOperations:Schema": properties,
  "Settings:Settings": any(
    "Settings:Oof",
    "Settings:DevicePassword",
    "Settings:DeviceInformation",
    "Settings:UserInformation",
  ),
  "Settings:Oof": any("Settings:Get", "Settings:Set"),
  "Settings:Get": any("Settings:BodyType"),
  "Settings:Set": any(
    "Settings:OofState",
    "Settings:StartTime",
    "Settings:EndTime",
    many("Settings:OofMessage"),
    "Settings:Password",
    "Settings:Model",
    "Settings:IMEI",
    "Settings:FriendlyName",
    "Settings:OS",
    "Settings:OSLanguage",
    "Settings:PhoneNumber",
    "Settings:UserAgent",
    row("Settings:EnableOutboundSMS", 140),
    row("Settings:MobileOperator", 140),
  ),
  "Settings:OofMessage": any(
    "Settings:AppliesToInternal",
    "Settings:AppliesToExternalKnown",
    "Settings:AppliesToExternalUnknown",
    "Settings:Enabled",
    "Settings:ReplyMessage",
    "Settings:BodyType",
  ),
  "Settings:DevicePassword": any("Settings:Set"),
  "Settings:DeviceInformation": any("Settings:Set"),
  "Settings:UserInformation": any("Settings:Get"),
  "MeetingResponse:MeetingResponse": any(many("MeetingResponse:Request")),
  "MeetingResponse:Request": sequence(
    "MeetingResponse:UserResponse",
    "MeetingResponse:CollectionId",
    "MeetingResponse:RequestId",
  ),
  "ResolveRecipients:ResolveRecipients": any(
    many("ResolveRecipients:To"),
    "ResolveRecipients:Options",
  ),
  "ResolveRecipients:Options": any(
    "ResolveRecipients:CertificateRetrieval",
    "ResolveRecipients:MaxCertificates",
    "ResolveRecipients:MaxAmbiguousRecipients",
    row("ResolveRecipients:Availability", 140),
  ),
  "ResolveRecipients:Availability": sequence(
    "ResolveRecipients:StartTime",
    "ResolveRecipients:EndTime",
  ),
  "ValidateCert:ValidateCert": any(
    "ValidateCert:CertificateChain",
    "ValidateCert:Certificates",
    "ValidateCert:CheckCrl",
  ),
  "ValidateCert:CertificateChain": any(many("ValidateCert:Certificate")),
  "ValidateCert:Certificates": any(many("ValidateCert:Certificate")),
  "ComposeMail:SendMail": sequence(
    "ComposeMail:ClientId",
    "ComposeMail:SaveInSentItems",
    "ComposeMail:Mime",
  ),
  "ComposeMail:SmartForward": any(
    "ComposeMail:ClientId",
    "ComposeMail:Source",
    "ComposeMail:SaveInSentItems",
    "ComposeMail:ReplaceMime",
    "ComposeMail:Mime",
  ),
  "ComposeMail:SmartReply": any(
    "ComposeMail:ClientId",
    "ComposeMail:Source",
    "ComposeMail:SaveInSentItems",
    "ComposeMail:ReplaceMime",
    "ComposeMail:Mime",
  ),
  "ComposeMail:Source": any(
    "ComposeMail:FolderId",
    "ComposeMail:ItemId",
    "ComposeMail:LongId",
    "ComposeMail:InstanceId",
  ),
};

/**
 * First version (times ten) that knows a code page; pages not named are as old as 2.5 (MS-ASWBXML
 * 2.1.2.1).
 */
export const pageSince: Readonly<Record<string, number>> = {
  AirSyncBase: 120,
  Settings: 120,
  DocumentLibrary: 120,
  ItemOperations: 120,
  ComposeMail: 140,
  Email2: 140,
  Notes: 140,
  RightsManagement: 141,
  Find: 161,
};

/** Body elements of 2.5, which 12.0 replaced by AirSyncBase:Body and its kin. */
export const onlyBefore12: ReadonlySet<Tag> = new Set<Tag>([
  "Email:Attachments",
  "Email:Body",
  "Email:BodySize",
  "Email:BodyTruncated",
  "Email:MIMEData",
  "Email:MIMETruncated",
  "Email:MIMESize",
  "Contacts:Body",
  "Contacts:BodySize",
  "Contacts:BodyTruncated",
  "Calendar:Body",
  "Calendar:BodyTruncated",
  "Tasks:Body",
  "Tasks:BodySize",
  "Tasks:BodyTruncated",
]);

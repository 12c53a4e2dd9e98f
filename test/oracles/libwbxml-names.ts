// Where libwbxml 0.11.8 (wbxml2xml, xml2wbxml) names an element otherwise than MS-ASWBXML does, and
// why its bytes are still evidence: the token is the same, only the name beside it differs. Key
// "page/token" in hex.

/** libwbxml's name by "page/token"; `null` where it does not know the token at all. */
export const LIBWBXML_NAMES: Readonly<Record<string, string | null>> = {
  // Contacts: names of EAS 2.5's documents, without "Address", and another word for the assistant's
  // telephone.
  "1/07": "AssistantTelephoneNumber",
  "1/0d": "BusinessCity",
  "1/0e": "BusinessCountry",
  "1/0f": "BusinessPostalCode",
  "1/10": "BusinessState",
  "1/11": "BusinessStreet",
  "1/21": "HomeCity",
  "1/22": "HomeCountry",
  "1/23": "HomePostalCode",
  "1/24": "HomeState",
  "1/25": "HomeStreet",
  "1/2d": "OtherCity",
  "1/2e": "OtherCountry",
  "1/2f": "OtherPostalCode",
  "1/30": "OtherState",
  "1/31": "OtherStreet",
  // Email: a hyphen, a capital, and the parent's name in front where the same name means something
  // else elsewhere.
  "2/19": "Reply-To",
  "2/1d": "DTStamp",
  "2/29": "Recurrence_Type",
  "2/2a": "Recurrence_Until",
  "2/2b": "Recurrence_Occurrences",
  "2/2c": "Recurrence_Interval",
  "2/2d": "Recurrence_DayOfWeek",
  "2/2e": "Recurrence_DayOfMonth",
  "2/2f": "Recurrence_WeekOfMonth",
  "2/30": "Recurrence_MonthOfYear",
  "2/3b": "FlagStatus",
  // Calendar: the same.
  "4/05": "TimeZone",
  "4/09": "Attendee_Email",
  "4/0a": "Attendee_Name",
  "4/11": "DTStamp",
  "4/15": "Exception_Deleted",
  "4/16": "Exception_StartTime",
  "4/19": "Organizer_Email",
  "4/1a": "Organizer_Name",
  "4/1c": "Recurrence_Type",
  "4/1d": "Recurrence_Until",
  "4/1e": "Recurrence_Occurrences",
  "4/1f": "Recurrence_Interval",
  "4/20": "Recurrence_DayOfWeek",
  "4/21": "Recurrence_DayOfMonth",
  "4/22": "Recurrence_WeekOfMonth",
  "4/23": "Recurrence_MonthOfYear",
  "4/29": "Attendee_Status",
  "4/2a": "Attendee_Type",
  // MeetingResponse: elements of EAS 16.1, younger than the library.
  "8/10": null,
  "8/11": null,
  // Tasks: the parent's name in front, and capitals.
  "9/0d": "UTCDueDate",
  "9/10": "Recurrence_Type",
  "9/11": "Recurrence_Start",
  "9/12": "Recurrence_Until",
  "9/13": "Recurrence_Occurrences",
  "9/14": "Recurrence_Interval",
  "9/15": "Recurrence_DayOfMonth",
  "9/16": "Recurrence_DayOfWeek",
  "9/17": "Recurrence_WeekOfMonth",
  "9/18": "Recurrence_MonthOfYear",
  "9/19": "Recurrence_Regenerate",
  "9/1a": "Recurrence_DeadOccur",
  "9/1f": "UTCStartDate",
  // ValidateCert: capitals.
  "b/09": "CheckCRL",
  // Provision: MS-ASWBXML's table has RequireStorageCardEncryption, an older edition
  // DeviceEncryptionEnabled.
  "e/10": "DeviceEncryptionEnabled",
  // Provision: an element of EAS 16.1.
  "e/3b": null,
  // Settings: capitals, and a typing mistake in libwbxml's table.
  "12/1f": "SmtpAddress",
  "12/2b": "ihsManagementInformation",
  // ComposeMail: capitals.
  "15/10": "MIME",
  // RightsManagement: a prefix, and Distribution for Protection.
  "18/12": "RMOwner",
  "18/18": "RemoveRightsManagementDistribution",
  // Find: the whole page is EAS 16.1. The tool writes "unknown" and says that it succeeded.
  "19/05": null,
  "19/06": null,
  "19/07": null,
  "19/08": null,
  "19/09": null,
  "19/0a": null,
  "19/0b": null,
  "19/0c": null,
  "19/0d": null,
  "19/0e": null,
  "19/11": null,
  "19/12": null,
  "19/13": null,
  "19/14": null,
  "19/15": null,
  "19/16": null,
  "19/17": null,
  "19/18": null,
  "19/19": null,
  "19/20": null,
  "19/21": null,
  "19/22": null,
};

/** The name libwbxml gives a token that MS-ASWBXML calls `name`. */
export function libwbxmlName(page: number, token: number, name: string): string | null {
  const known = LIBWBXML_NAMES[`${page.toString(16)}/${token.toString(16).padStart(2, "0")}`];
  return known === undefined ? name : known;
}

/** libwbxml's namespace of a page; it spells GAL in small letters. */
export function libwbxmlNamespace(pageName: string): string {
  return `${pageName === "GAL" ? "Gal" : pageName}:`;
}

// Calendar:Timezone: 172 bytes, base64, little endian (MS-ASDTYPE 2.7.6): Bias, StandardName (32
// UTF-16 units), StandardDate (SYSTEMTIME), StandardBias, DaylightName, DaylightDate, DaylightBias.
// Biases are minutes to add to local time to get UTC. The rule it keeps: every byte is written; a
// real server was seen sending its own memory here.

const BLOB_BYTES = 172;
const STANDARD_NAME = 4;
const STANDARD_DATE = 68;
const STANDARD_BIAS = 84;
const DAYLIGHT_NAME = 88;
const DAYLIGHT_DATE = 152;
const DAYLIGHT_BIAS = 168;
const NAME_UNITS = 32;

/**
 * When a zone changes over, every year: "the last Sunday of March at 01:00" is month 3, week 5, day
 * 0, hour 1.
 */
interface YearlyDate {
  readonly month: number;
  readonly dayOfWeek: number;
  /** 1 to 4, 5 the last. */
  readonly week: number;
  readonly hour: number;
}

/** A zone as Windows describes it. */
export interface TimeZone {
  readonly biasMinutes: number;
  readonly standard: { readonly name: string; readonly from: YearlyDate };
  readonly daylight: {
    readonly name: string;
    readonly from: YearlyDate;
    readonly biasMinutes: number;
  };
}

/** The simulated company's zone: London. */
export const companyZone: TimeZone = {
  biasMinutes: 0,
  standard: { name: "GMT Standard Time", from: { month: 10, dayOfWeek: 0, week: 5, hour: 2 } },
  daylight: {
    name: "GMT Daylight Time",
    from: { month: 3, dayOfWeek: 0, week: 5, hour: 1 },
    biasMinutes: -60,
  },
};

/** The base64 blob of a zone. */
export function timeZoneBlob(zone: TimeZone): string {
  const blob = Buffer.alloc(BLOB_BYTES);
  blob.writeInt32LE(zone.biasMinutes, 0);
  blob.write(zone.standard.name.slice(0, NAME_UNITS - 1), STANDARD_NAME, "utf16le");
  writeYearlyDate(blob, STANDARD_DATE, zone.standard.from);
  blob.writeInt32LE(0, STANDARD_BIAS);
  blob.write(zone.daylight.name.slice(0, NAME_UNITS - 1), DAYLIGHT_NAME, "utf16le");
  writeYearlyDate(blob, DAYLIGHT_DATE, zone.daylight.from);
  blob.writeInt32LE(zone.daylight.biasMinutes, DAYLIGHT_BIAS);
  return blob.toString("base64");
}

/**
 * SYSTEMTIME: year (0 = every year), month, day of week, day (here the week), hour, minute, second,
 * millisecond.
 */
function writeYearlyDate(blob: Buffer, offset: number, date: YearlyDate): void {
  const fields = [0, date.month, date.dayOfWeek, date.week, date.hour, 0, 0, 0];
  for (const [index, field] of fields.entries()) blob.writeUInt16LE(field, offset + index * 2);
}

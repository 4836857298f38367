// Numbers, money and time as a locale writes them. What is not known is never written as 0.

/** @param {string} locale */
export function formats(locale) {
  const unitDisplay = locale.startsWith("en") ? "narrow" : "short"; // “1.8s” and “1,8 s”
  /** @type {Map<string, Intl.NumberFormat>} made when first needed, and kept: they are slow to make */
  const made = new Map();
  const as = (/** @type {Intl.NumberFormatOptions} */ options) => {
    const key = JSON.stringify(options);
    const format = made.get(key) ?? new Intl.NumberFormat(locale, options);
    made.set(key, format);
    return format;
  };
  const unit = (/** @type {string} */ name, digits = 0) =>
    as({ style: "unit", unit: name, unitDisplay, minimumFractionDigits: digits, maximumFractionDigits: digits });
  const percent = (/** @type {number} */ part) => as({ style: "percent", maximumFractionDigits: 0 }).format(part);

  return {
    /**
     * How long before `now` it was, as in “hace 5 min”, “ayer”; after a week its date.
     * @param {Date} then
     * @param {Date} now
     */
    ago(then, now) {
      const ago = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });
      const seconds = Math.max(0, (now.getTime() - then.getTime()) / 1000);
      if (seconds < 45) return ago.format(0, "second");
      if (seconds < 45 * 60) return ago.format(-Math.max(1, Math.round(seconds / 60)), "minute");
      if (seconds < 22 * 3600) return ago.format(-Math.max(1, Math.round(seconds / 3600)), "hour");
      const days = Math.max(1, Math.round(seconds / 86_400));
      if (days <= 7) return ago.format(-days, "day");
      return new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" }).format(then);
    },
    /** @param {Date} then as in “22 de noviembre de 2026, 14:30” */
    moment: (then) => new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short" }).format(then),
    /** @param {number} value */
    number: (value) => as({ useGrouping: true }).format(value),
    /** @param {number} value as in “128 k” */
    compact: (value) => as({ notation: "compact", maximumFractionDigits: 1 }).format(value),
    /** @param {number} value as in “1.204 tokens” */
    tokens: (value) => `${as({ useGrouping: true }).format(value)} tokens`,
    /** @param {number} part of 1, as in “38 %”; what is there is never written as nothing */
    share: (part) => (part > 0 && part < 0.01 ? `< ${percent(0.01)}` : percent(part)),
    /**
     * Cents; two significant digits of what is less than a cent, to a millionth of a dollar.
     * @param {string | number} usd
     */
    money(usd) {
      const amount = Number(usd);
      const small = amount !== 0 && Math.abs(amount) < 0.01;
      const digits = small ? Math.min(6, 1 - Math.floor(Math.log10(Math.abs(amount)))) : 2;
      const exactly = { minimumFractionDigits: digits, maximumFractionDigits: digits };
      return as({ style: "currency", currency: "USD", currencyDisplay: "symbol", ...exactly }).format(amount);
    },
    /** @param {string} date as in “1 de diciembre de 2026” */
    day: (date) => new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(new Date(date)),
    /** @param {string} time as in “1 de diciembre de 2026, 00:00 UTC”: in the words, and the zone, of the server's pages */
    minute(time) {
      const moment = new Date(time);
      return `${new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(moment)}, ${moment.toISOString().slice(11, 16)} UTC`;
    },
    /** @param {number} ms as in “40 ms”, “0,6 s”, “14 s”, “2 min 5 s” */
    duration(ms) {
      if (ms < 100) return unit("millisecond").format(ms);
      if (ms < 9_950) return unit("second", 1).format(ms / 1000);
      const total = Math.round(ms / 1000);
      if (total < 60) return unit("second").format(total);
      const rest = total % 60;
      return unit("minute").format(Math.floor(total / 60)) + (rest ? ` ${unit("second").format(rest)}` : "");
    },
  };
}

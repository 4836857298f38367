// Numbers, money and time as a locale writes them. What is not known is never written as 0.

/** @param {string} locale */
export function formats(locale) {
  const unitDisplay = locale.startsWith("en") ? "narrow" : "short"; // “1.8s” and “1,8 s”
  const whole = new Intl.NumberFormat(locale, { useGrouping: true });
  const compact = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
  const seconds = new Intl.NumberFormat(locale, { style: "unit", unit: "second", unitDisplay, minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const wholeSeconds = new Intl.NumberFormat(locale, { style: "unit", unit: "second", unitDisplay, maximumFractionDigits: 0 });
  const milliseconds = new Intl.NumberFormat(locale, { style: "unit", unit: "millisecond", unitDisplay, maximumFractionDigits: 0 });
  const minutes = new Intl.NumberFormat(locale, { style: "unit", unit: "minute", unitDisplay });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });

  return {
    /** @param {number} value */
    number: (value) => whole.format(value),
    /** @param {number} value as in “128 k” */
    compact: (value) => compact.format(value),
    /** @param {number} value as in “1.204 tokens” */
    tokens: (value) => `${whole.format(value)} tokens`,
    /** @param {number} part of 1, as in “38 %”; what is there is never written as nothing */
    share: (part) => (part > 0 && part < 0.01 ? `< ${percent.format(0.01)}` : percent.format(part)),
    /**
     * Cents; two significant digits of what is less than a cent, to a millionth of a dollar.
     * @param {string | number} usd
     */
    money(usd) {
      const amount = Number(usd);
      const small = amount !== 0 && Math.abs(amount) < 0.01;
      const digits = small ? Math.min(6, 1 - Math.floor(Math.log10(Math.abs(amount)))) : 2;
      return new Intl.NumberFormat(locale, {
        style: "currency",
        currency: "USD",
        currencyDisplay: "symbol",
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }).format(amount);
    },
    /** @param {string} time as in “1 de diciembre de 2026, 00:00 UTC”: in the words, and the zone, of the server's pages */
    minute(time) {
      const moment = new Date(time);
      return `${day.format(moment)}, ${moment.toISOString().slice(11, 16)} UTC`;
    },
    /** @param {number} ms as in “40 ms”, “0,6 s”, “14 s”, “2 min 5 s” */
    duration(ms) {
      if (ms < 100) return milliseconds.format(ms);
      if (ms < 9_950) return seconds.format(ms / 1000);
      const total = Math.round(ms / 1000);
      if (total < 60) return wholeSeconds.format(total);
      const rest = total % 60;
      return minutes.format(Math.floor(total / 60)) + (rest ? ` ${wholeSeconds.format(rest)}` : "");
    },
  };
}

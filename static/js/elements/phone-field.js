// A phone number by country. What is sent is E.164; without JavaScript, what was typed and the country beside it.
import intlTelInput from "intl-tel-input";
import { stylesheet } from "../lib/dialogs.js";
import { locale, t } from "../lib/messages.js";

class PhoneField extends HTMLElement {
  async connectedCallback() {
    const box = /** @type {HTMLInputElement} */ (this.querySelector("input"));
    const country = /** @type {HTMLSelectElement} */ (this.querySelector("select"));
    const [spanish] = await Promise.all([locale === "es" ? spanishWords() : null, stylesheet("phone.css")]);
    const tel = intlTelInput(box, {
      initialCountry: /** @type {any} */ (country.value.toLowerCase()), // the page's own codes, which the types list one by one
      uiTranslations: { ...spanish, searchPlaceholder: t("phone.search"), selectedCountryAriaLabel: t("phone.country") },
      countryNameLocale: locale,
      separateDialCode: true,
      strictMode: true,
      loadUtils: () => import("intl-tel-input/utils"),
    });
    country.remove();
    this.dataset.ready = "";
    // Until the number plans are loaded nothing is known of a number: the server will say.
    let plans = false;
    const isWrong = () => plans && box.value.trim() && tel.isValidNumber() === false;
    const settle = () => box.setCustomValidity(isWrong() ? t("invalid.phone") : "");
    const learn = () => {
      plans = true;
      settle();
    };
    void tel.promise.then(learn, () => {}); // without them the page still works
    box.addEventListener("input", settle);
    box.addEventListener("countrychange", settle);
    box.form?.addEventListener("submit", settle, { capture: true });
    box.form?.addEventListener("formdata", ({ formData }) => {
      formData.set("phone", (plans && tel.getNumber()) || box.value);
      formData.set("region", (tel.getSelectedCountry()?.iso2 ?? "").toUpperCase());
    });
  }
}

/** The package ships this file with a default export; its types list the named ones of the whole folder. */
async function spanishWords() {
  const module = /** @type {{ default?: import("intl-tel-input").UiTranslations }} */ (await import("intl-tel-input/locale/es"));
  return module.default;
}

customElements.define("phone-field", PhoneField);

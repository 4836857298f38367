// Questions that must be answered before something is lost. SweetAlert2 comes when the first one is asked.
import { t } from "./messages.js";

/** @type {Promise<typeof import("sweetalert2").default> | null} */
let loading = null;
let failures = 0;

/**
 * @param {{ title: string, text: string, confirm: string }} question
 * @returns {Promise<boolean>} whether the person agreed
 */
export async function confirmed({ title, text, confirm }) {
  const swal = await sweetAlert();
  const answer = await swal.fire({
    titleText: title,
    text,
    showCancelButton: true,
    confirmButtonText: confirm,
    cancelButtonText: t("cancel"),
    buttonsStyling: false,
    reverseButtons: true,
    focusCancel: true,
    customClass: { popup: "question", confirmButton: "btn btn-primary", cancelButton: "btn btn-quiet" },
  });
  return answer.isConfirmed;
}

function sweetAlert() {
  loading ??= Promise.all([library(), stylesheet("sweetalert.css")]).then(
    ([module]) => module.default,
    (error) => {
      loading = null; // the next question tries again
      failures += 1;
      throw error;
    },
  );
  return loading;
}

/**
 * Browsers never ask twice for a module that did not come; by another fragment it is another module to them, of the same file.
 * @returns {Promise<typeof import("sweetalert2")>}
 */
function library() {
  return failures ? import(`${import.meta.resolve("sweetalert2")}#${failures}`) : import("sweetalert2");
}

/**
 * @param {string} name a sheet beside app.css that not every page needs
 * @returns {Promise<void>}
 */
export function stylesheet(name) {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = import.meta.resolve(`styles/${name}`);
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => {
      link.remove();
      reject(new Error(`${name} did not come`));
    });
    document.head.append(link);
  });
}

/** @param {string} text what happened, to be read and closed */
export async function told(text) {
  const swal = await sweetAlert();
  await swal.fire({ text, confirmButtonText: t("close"), buttonsStyling: false, customClass: { popup: "question", confirmButton: "btn btn-primary" } });
}

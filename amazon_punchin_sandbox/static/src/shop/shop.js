/** @odoo-module ignore **/
/* The shop works without scripts; these save a click. */
(() => {
  const ready = () => {
    const leaving = document.querySelector("form[data-sbx-leaves]");
    if (leaving) {
      leaving.submit();
    }
    for (const field of document.querySelectorAll("[data-sbx-applies]")) {
      field.addEventListener("change", () => field.form.requestSubmit());
    }
  };
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", ready);
  } else {
    ready();
  }
})();

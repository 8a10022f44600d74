// The page that waits for Amazon: asks whether the shop is open, then loads itself,
// and the server leads on. No framework: it must be there at once.
(function () {
  const wait = document.getElementById("amazon_punchin_wait");
  if (!wait) {
    return;
  }
  const url = wait.dataset.url;
  // The shop must not be able to steer the window that Odoo is in.
  window.opener = null;

  async function look() {
    let waits = true;
    try {
      const answer = await fetch(`${url}/state`, {cache: "no-store"});
      waits = answer.ok && !answer.redirected && (await answer.json()).waits;
    } catch {
      // The network is away for a moment: ask again.
    }
    if (waits) {
      setTimeout(look, 250);
    } else {
      window.location.replace(url);
    }
  }
  look();
})();

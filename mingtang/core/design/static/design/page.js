// What scripts add to pages that work without them: printing at once, going back to what was typed.
(function () {
  "use strict";
  document.documentElement.classList.remove("no-script");
  document.addEventListener("click", function (event) {
    var link = event.target.closest ? event.target.closest("[data-print], [data-back]") : null;
    if (!link) return;
    if (link.hasAttribute("data-print")) {
      event.preventDefault();
      window.print();
    } else if (window.history.length > 1) {
      // The browser's own way back keeps what was typed into the form.
      event.preventDefault();
      window.history.back();
    }
  });
  var summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();
})();

// The workbench: folds the menu on narrow screens, and warns before typed words are lost.
(function () {
  "use strict";
  var narrow = window.matchMedia("(max-width: 60em)");
  function fold() {
    document.querySelectorAll("[data-folds-when-narrow]").forEach(function (menu) { menu.open = !narrow.matches; });
  }
  fold();
  narrow.addEventListener("change", fold);

  var changed = false;
  document.querySelectorAll("form[data-warn-unsaved]").forEach(function (form) {
    form.addEventListener("input", function () { changed = true; });
    form.addEventListener("submit", function () { changed = false; });
  });
  window.addEventListener("beforeunload", function (event) {
    if (!changed) return;
    event.preventDefault();
    event.returnValue = "";
  });
})();

// Where the filters stand beside the list there is room to show them opened; on a phone they stay folded.
(function () {
  "use strict";
  if (!window.matchMedia("(min-width: 60em)").matches || document.documentElement.dataset.mode === "elder") return;
  document.querySelectorAll(".facet").forEach(function (facet) {
    facet.open = true;
  });
})();

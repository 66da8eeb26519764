// What scripts add to the work pages; all of them work without.
(function () {
  "use strict";
  // A passage chosen in the text is offered as the old words of a correction.
  var form = document.getElementById("correction");
  if (!form) return;
  var offer = document.createElement("button");
  offer.type = "button";
  offer.className = "button button-primary propose-here";
  offer.textContent = "就选中的文字提改动";
  offer.hidden = true;
  document.body.appendChild(offer);
  var chosen = null;

  function partOf(node) {
    var element = node && (node.nodeType === 1 ? node : node.parentElement);
    return element ? element.closest("[data-part]") : null;
  }
  document.addEventListener("selectionchange", function () {
    var selection = window.getSelection();
    var words = selection ? selection.toString().trim() : "";
    var part = words && partOf(selection.anchorNode);
    var inOnePart = part && part === partOf(selection.focusNode) && words.indexOf("\n") < 0;
    if (!inOnePart) {
      offer.hidden = true;
      return;
    }
    chosen = { part: part.getAttribute("data-part"), words: words };
    offer.hidden = false;
  });
  offer.addEventListener("mousedown", function (event) { event.preventDefault(); });
  offer.addEventListener("click", function () {
    form.elements["correction-field"].value = chosen.part;
    form.elements["correction-before"].value = chosen.words;
    form.elements["correction-after"].value = chosen.words;
    form.closest("details").open = true;
    offer.hidden = true;
    form.elements["correction-after"].focus();
    form.elements["correction-after"].scrollIntoView({ block: "center" });
  });
})();
